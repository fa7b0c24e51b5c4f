# Dhairya. `make run` starts it, `make test` tests it, `make help` lists the rest.
# Environment: PORT, HOST, DATA_DIR, DATABASE_URL, DEMO, DEMO_PASSWORD (docs/operations.md).

PYTHON = .venv/bin/python
MANAGE = $(PYTHON) manage.py
# Never the DATA_DIR of the person who types: a check must not touch a database in use.
APART = DATA_DIR="$(CURDIR)/var/test-data" DJANGO_SETTINGS_MODULE=cms.settings.test

.DEFAULT_GOAL := help
.PHONY: help run test fast check lint format messages api bench reset doctor faults fuzz audit lock setup setup-browser

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# DEMO=yes asks for the demonstration but is not the DEMO=1 that a person must say to show it on a public address.
run: ## set up what is missing and serve on PORT (8000), with demo people and starter content
	@bin/setup-python base
	@DEMO="$${DEMO-yes}" exec $(MANAGE) run

test: ## set up, then everything: suite with a real browser, import contracts, lint, spelling
	@bin/setup-python dev
	@bin/setup-browser
	@bin/test
	@$(MAKE) --no-print-directory lint

fast: ## the rules only, without a database: seconds
	@bin/setup-python dev
	@$(APART) $(PYTHON) -m pytest -q -p no:randomly --no-header */tests/test_rules*.py

check: lint ## lint, then migrations, catalogues and the tablet contract against the code
	@$(APART) $(MANAGE) check --fail-level WARNING
	@$(APART) $(MANAGE) makemigrations --check --dry-run
	@$(APART) $(MANAGE) catalogues --check
	@$(APART) $(MANAGE) openapi --check

lint: ## ruff, import contracts, spelling
	@bin/setup-python dev
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --quiet --check . || { echo "make format puts the layout right."; exit 1; }
	@.venv/bin/lint-imports --no-logo
	@.venv/bin/typos

format: ## lay the Python out and put right what can be put right without thinking
	@bin/setup-python dev
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

messages: ## bring locales/*/LC_MESSAGES up to date with the sentences in the code
	@bin/setup-python dev
	@$(APART) $(MANAGE) catalogues

api: ## write docs/openapi.json from the code
	@bin/setup-python dev
	@$(APART) $(MANAGE) openapi

bench: ## measure, print a table and write var/bench.json
	@bin/setup-python dev
	@$(MANAGE) bench

reset: ## start over: delete the database, uploads and keys under DATA_DIR (asks first; FORCE=1 does not)
	@bin/setup-python base
	@$(MANAGE) reset

doctor: ## say what this machine has, what is missing and what to type
	@bin/setup-python base
	@$(MANAGE) doctor

faults: ## kill the process before every write and every request; two people at once
	@bin/setup-python dev
	@bin/test $(wildcard */tests/test_torn*.py */tests/test_races*.py */tests/test_*client*.py)

fuzz: ## the property tests, with many more examples
	@bin/setup-python dev
	@HYPOTHESIS_PROFILE=fuzz bin/test -m hypothesis

audit: ## look the locked packages up in the list of known weaknesses (needs the network)
	@bin/audit

lock: ## write the lock files anew (needs uv)
	@bin/lock

setup: ## the environment for running and testing, and nothing else
	@bin/setup-python dev

setup-browser: ## find Chromium for the browser tests, or install it (root on Debian or Ubuntu)
	@bin/setup-python dev
	@bin/setup-browser

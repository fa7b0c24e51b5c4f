"""The house keeps its shape: who may point at whom, what things are called, what is locked. Each guard is shown to catch its case."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import RunPython
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.test.utils import isolate_apps

from conftest import ROOT

ROOMS = ("cms", "locales", "curriculum", "assessments", "training")
SOURCES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
RUNNING = [p for p in SOURCES if "tests" not in p.parts and "migrations" not in p.parts]


# --- relations: a foreign key written as a string slips past the import contracts ---------------------------------------------------


def relations_to_the_right(found) -> list[str]:
    """Every relation from a model of one room to a model of a room further right."""
    wrong = []
    for model in found:
        for field in model._meta.get_fields(include_hidden=True):
            target = getattr(field.remote_field, "model", None) if field.is_relation and not field.auto_created else None
            there = getattr(target, "_meta", None) and target._meta.app_label
            if there in ROOMS and ROOMS.index(there) > ROOMS.index(model._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    return wrong


def test_every_relation_points_left():
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in ROOMS]
    assert len(found) > 20
    assert relations_to_the_right(found) == []


@isolate_apps("cms")
def test_a_relation_to_the_right_is_seen():
    class Wrong(models.Model):
        course = models.ForeignKey(apps.get_model("training", "Course"), models.PROTECT, related_name="+")

        class Meta:
            app_label = "cms"

    assert relations_to_the_right([Wrong]) == ["cms.Wrong.course → training.Course"]


# --- imports ----------------------------------------------------------------------------------------------------------------------


def lint_imports(directory: Path) -> subprocess.CompletedProcess:
    """Run the import contracts of pyproject.toml on the tree in `directory`."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=directory, capture_output=True, text=True, check=False
    )


def test_the_import_contracts_hold():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("cms/roles.py", "import training.models", "One line of rooms"),
        ("locales/rules.py", "import django.db", "Rules are plain Python"),
        ("assessments/rules.py", "import wagtail.models", "Rules are plain Python"),
        ("training/models/courses.py", "import training.apps", "One ladder in every room"),
        ("curriculum/odds_and_ends.py", "", "One ladder in every room"),
        ("cms/languages.py", "import cms.models", "One ladder in the cms"),
        ("curriculum/apps.py", "import cms.tests.browser", "Nothing that runs imports a test"),
    ],
)
def test_a_wrong_import_is_caught(tmp_path, path, line, contract):
    for source in SOURCES:
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    wrong = tmp_path / path
    wrong.write_text((wrong.read_text() if wrong.exists() else "") + f"\n{line}\n")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    assert re.search(rf"^{contract}.* BROKEN", done.stdout, re.MULTILINE), done.stdout


def clocks_and_files(tree: ast.AST) -> list[str]:
    """Calls by which a rule would look at the world instead of at its arguments."""
    called = (n.func for n in ast.walk(tree) if isinstance(n, ast.Call))
    names = (f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in called)
    return [n for n in names if n in ("now", "today", "utcnow", "time", "open", "read_text", "getenv")]


def test_rules_know_no_clock_and_read_no_file():
    rules = [p for p in RUNNING if p.name == "rules.py" or p.parent.name == "rules"]
    assert len(rules) >= 3
    assert {p.name: found for p in rules if (found := clocks_and_files(ast.parse(p.read_text())))} == {}
    assert clocks_and_files(ast.parse("import datetime\nday = datetime.date.today()")) == ["today"]


# --- names ------------------------------------------------------------------------------------------------------------------------

SAYS_NOTHING = re.compile(r"(^|_)(utils?|helpers?|common|misc)(_|$)")


def test_no_module_is_called_by_a_name_that_says_nothing():
    assert [str(p.relative_to(ROOT)) for p in SOURCES if SAYS_NOTHING.search(p.stem)] == []
    assert SAYS_NOTHING.search("date_utils") and SAYS_NOTHING.search("common") and not SAYS_NOTHING.search("commonly")


def patterns_of_re(tree: ast.AST) -> list[str]:
    """String patterns given to the standard `re`."""
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    of_re = (c for c in calls if getattr(c.func.value, "id", "") == "re" and c.args and isinstance(c.args[0], ast.Constant))
    return [c.args[0].value for c in of_re if isinstance(c.args[0].value, str)]


def test_no_pattern_splits_indic_words():
    """`re` takes a vowel sign for no letter: \\w and \\b cut हिन्दी in two. The package regex does not."""

    def cuts(source: str) -> list[str]:
        return [p for p in patterns_of_re(ast.parse(source)) if re.search(r"\\[wWbB]", p)]

    assert {str(p.relative_to(ROOT)): found for p in RUNNING if (found := cuts(p.read_text()))} == {}
    assert cuts(r're.findall(r"\w+", text)') == [r"\w+"]


# --- migrations -------------------------------------------------------------------------------------------------------------------

UNNAMED = re.compile(r"_auto_\d|_initial$|_and_more$|_alter_|^\d+$")


def our_migrations():
    """Our own, by (room, name). Loading reads the database: wagtail-localize asks it which Wagtail it meets."""
    disk = MigrationLoader(None).disk_migrations
    return {key: migration for key, migration in disk.items() if key[0] in ROOMS}


def cannot_be_undone(operations: list[Operation]) -> list[str]:
    return [o.describe() for o in operations if not o.reversible]


@pytest.mark.django_db
def test_migrations_are_named_by_what_they_do():
    assert [name for _, name in our_migrations() if UNNAMED.search(name)] == []
    assert all(UNNAMED.search(n) for n in ("0001_initial", "0002_auto_20260101", "0003_alter_user_phone", "0004_remove_x_and_more"))


@pytest.mark.django_db
def test_migrations_can_be_undone():
    found = our_migrations()
    assert len(found) >= 5
    assert {key: left for key, m in found.items() if (left := cannot_be_undone(m.operations))} == {}
    assert cannot_be_undone([RunPython(lambda apps, schema_editor: None)]) != []


@pytest.mark.django_db
def test_no_migration_is_missing():
    loader = MigrationLoader(None)
    questioner = NonInteractiveMigrationQuestioner(specified_apps=ROOMS, dry_run=True)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps), questioner)
    changes = detector.changes(graph=loader.graph, trim_to_apps=set(ROOMS), convert_apps=set(ROOMS))
    assert {room: [o.describe() for m in made for o in m.operations] for room, made in changes.items()} == {}


# --- what is locked ---------------------------------------------------------------------------------------------------------------

ADDRESS = re.compile(r"://|^\s*(-i|--index|--extra-index|--find-links|--trusted-host)\b| @ ", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    lines = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(.*)$", (ROOT / "requirements" / name).read_text(), re.MULTILINE)
    return {package + marker.rstrip("\\ "): version for package, version, marker in lines}


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "compat.txt"])
def test_lock_files_carry_hashes_and_no_address(name):
    text = (ROOT / "requirements" / name).read_text()
    assert ADDRESS.search(text) is None
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) > 60
    assert [b for b in blocks if "--hash=sha256:" not in b] == []


def test_an_address_in_a_lock_file_is_seen():
    assert all(ADDRESS.search(t) for t in ("--index-url x", "a @ file", "# from https://registry.invalid/simple", "--find-links /x"))


def test_the_tests_run_on_what_the_site_runs_on():
    base, dev = pins("base.txt"), pins("dev.txt")
    assert base.items() <= dev.items()
    assert base["wagtail"].startswith("7.4.") and base["django"].startswith("5.2.")


# --- the ways in ------------------------------------------------------------------------------------------------------------------

TARGETS = {
    "help", "run", "test", "check", "fast", "bench", "lint", "format", "messages", "api", "reset", "doctor", "faults", "fuzz",
    "audit", "setup", "setup-browser",
}  # fmt: skip


def test_make_help_lists_every_way_in():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^ {2}make (\S+)", done.stdout, re.MULTILINE)) >= TARGETS


def test_make_never_says_demo_in_the_name_of_the_person():
    """`manage.py run` faces the world with demo log-ins only when a person says DEMO=1."""
    assert "DEMO=1" not in re.sub(r"^\s*#.*$", "", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)

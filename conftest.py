"""The test database: a template migrated once, copied per worker. `--nomigrations` would lose the root page and triggers."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation
from filelock import FileLock
from hypothesis import settings as property_tests

pytest_plugins = ["cms.tests.browser"]

ROOT = Path(__file__).resolve().parent
TEMPLATES = Path(os.environ.get("TEST_TEMPLATES") or ROOT / "var" / "test-templates")

# No deadline: the machine has other work. `make fuzz` looks at many more examples.
property_tests.register_profile("house", deadline=None)
property_tests.register_profile("fuzz", deadline=None, max_examples=3000)
property_tests.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "house")


def fingerprint() -> str:
    """Changes when the schema could: our migrations, the triggers, and the versions of what else migrates."""
    import django
    import wagtail
    import wagtail_localize

    digest = hashlib.sha256(f"{django.__version__} {wagtail.__version__} {wagtail_localize.__version__}".encode())
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    for path in sorted(
        [
            *ROOT.glob("*/migrations/*.py"),
            *ROOT.glob("*/viewsets.py"),
            *ROOT.glob("*/wagtail_hooks.py"),
            ROOT / "cms" / "frozen.py",
            ROOT / "cms" / "settings" / "base.py",
        ]
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def manage(*arguments: str, **environment: str) -> str:
    """Run manage.py in a process of its own and return what it printed; when it fails, the error says it."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", **environment},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def sqlite_template() -> Path:
    """A migrated SQLite file, made once per fingerprint under a lock, in DELETE mode so that one file is all of it."""
    import sqlite3

    path = TEMPLATES / f"{fingerprint()}.sqlite3"
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        if not path.exists():
            making = path.with_suffix(".making")
            making.unlink(missing_ok=True)
            manage("migrate", "-v0", "--skip-checks", DATABASE_URL=f"sqlite:///{making}")
            with sqlite3.connect(making) as database:
                database.execute("PRAGMA journal_mode=DELETE")
            making.rename(path)
    return path


def postgres_database(connection, worker: str) -> str:
    """A copy of the migrated template database for this worker, made by CREATE DATABASE … TEMPLATE."""
    import psycopg

    def admin():
        options = connection.get_connection_params()
        options = {k: v for k, v in options.items() if k in ("host", "port", "user", "password")}
        return psycopg.connect(dbname="postgres", autocommit=True, **options)

    template, name = f"dhairya_template_{fingerprint()}", f"dhairya_test_{worker}_{os.getpid()}"
    with FileLock(f"{TEMPLATES}-postgres.lock"), admin() as database:
        if not database.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            database.execute(f'DROP DATABASE IF EXISTS "{template}_making"')
            database.execute(f'CREATE DATABASE "{template}_making"')
            from urllib.parse import urlsplit

            url = urlsplit(os.environ["DATABASE_URL"])
            manage("migrate", "-v0", "--skip-checks", DATABASE_URL=url._replace(path=f"/{template}_making").geturl())
            database.execute(f'ALTER DATABASE "{template}_making" RENAME TO "{template}"')
        database.execute(f'DROP DATABASE IF EXISTS "{name}"')
        database.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker, tmp_path_factory):
    """Each worker gets its own copy of the migrated template; nothing is migrated twice."""
    connection = connections["default"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if connection.vendor == "sqlite":
        TEMPLATES.mkdir(parents=True, exist_ok=True)
        name = tmp_path_factory.mktemp("database") / f"{worker}.sqlite3"
        shutil.copy(sqlite_template(), name)
    else:
        TEMPLATES.mkdir(parents=True, exist_ok=True)
        name = postgres_database(connection, worker)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = str(name)
    yield
    with django_db_blocker.unblock():
        connection.close()
        if connection.vendor == "postgresql":
            import psycopg

            options = {k: v for k, v in connection.get_connection_params().items() if k in ("host", "port", "user", "password")}
            with psycopg.connect(dbname="postgres", autocommit=True, **options) as database:
                database.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True)
def language_is_reset():
    """The active language is thread-local and leaks from test to test otherwise."""
    translation.activate("en")
    yield
    translation.activate("en")


def plant_roots() -> None:
    """The few rows that Wagtail's migrations make and a flush takes: the tree's root, the source locale, the first collection."""
    from wagtail.models import Collection, Locale, Page

    locale, _ = Locale.objects.get_or_create(language_code="en")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Root", slug="root", locale=locale)
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")


@pytest.fixture(autouse=True, scope="session")
def flush_may_empty_frozen_tables():
    """A transactional test ends with a flush; the triggers would rightly refuse it. They come back with post_migrate.

    For the whole session, because a test's own fixtures are gone when its database is flushed.
    """
    from django.core.management.commands.flush import Command

    from cms import frozen

    original = Command.handle

    def handle(self, **options):
        frozen.thaw(options["database"])
        original(self, **options)
        plant_roots()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", handle)
        yield

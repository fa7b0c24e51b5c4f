"""`make reset`: throw the demonstration away and start over."""

import os
import shutil
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, connection

from cms.models import Installation, User


class Command(BaseCommand):
    help = "Delete the database, the uploads and the keys of a demonstration. Asks first; FORCE=1 does not. Never touches a live one."
    requires_system_checks = []

    def handle(self, **options):
        if is_live():
            raise CommandError("This installation is live: people's records are in it. It is not reset; see docs/operations.md.")
        self.stdout.write("This deletes, for good:")
        for line in self.what():
            self.stdout.write(f"  {line}")
        self.ask()
        drop_tables() if connection.vendor == "postgresql" else delete_files()
        for directory in (settings.MEDIA_ROOT, settings.KEY_DIR):
            shutil.rmtree(directory, ignore_errors=True)
        self.stdout.write("Done. `make run` starts over.")

    def what(self) -> list[str]:
        name = connection.settings_dict["NAME"]
        database = f"the tables of Dhairya in the PostgreSQL database {name}" if connection.vendor == "postgresql" else f"{name}"
        return [
            f"{database}: everything written, every demo person and certificate",
            f"{settings.MEDIA_ROOT}: uploaded files",
            f"{settings.KEY_DIR}: the keys that sign certificates and tablets; paired tablets must be paired again",
        ]

    def ask(self) -> None:
        """Only a person at a terminal, or FORCE=1, may say yes."""
        if os.environ.get("FORCE") == "1":
            return
        if not sys.stdin.isatty():
            raise CommandError("Nobody is here to be asked, so nothing was deleted. FORCE=1 make reset does not ask.")
        if input("Stop the server first. Type reset to go on: ").strip() != "reset":
            raise CommandError("Nothing was deleted.")


def is_live() -> bool:
    """True when there are people and nothing says that they are demo people: a forgotten row counts as live."""
    try:
        return User.objects.exists() and not Installation.is_demo()
    except DatabaseError:
        return False  # no tables yet
    finally:
        connection.close()


def delete_files() -> None:
    """The SQLite file and what stands beside it while it is written."""
    path = Path(connection.settings_dict["NAME"])
    for part in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        part.unlink(missing_ok=True)


def drop_tables() -> None:
    """Only our own tables: the PostgreSQL database may hold others."""
    with connection.cursor() as cursor:
        tables = [*connection.introspection.django_table_names(only_existing=True), "django_migrations"]
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(connection.ops.quote_name(t) for t in tables)} CASCADE")

"""`make doctor`: what this machine has, what is missing, and what to type."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from cms import frozen
from cms.languages import TARGETS
from cms.models import Installation


class Finding(NamedTuple):
    """One line of the doctor. `do` says what to type; `stops` marks what keeps `make run` from working."""

    what: str
    well: bool
    do: str = ""
    stops: bool = False


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(f"Python {version}, SQLite {sqlite3.sqlite_version}", sys.version_info >= (3, 11), "install Python 3.11 or newer", True)


def data_directory() -> Finding:
    """Writable, and a gigabyte free: the database, its write-ahead log and the uploads live there."""
    free = shutil.disk_usage(settings.DATA_DIR).free // 2**20
    writable = os.access(settings.DATA_DIR, os.W_OK)
    what = f"{settings.DATA_DIR}: {'writable' if writable else 'cannot be written to'}, {free:,} MB free"
    return Finding(what, writable and free > 1024, "choose another place with DATA_DIR=/path", not writable)


def database() -> Finding:
    name = f"{connection.vendor} {connection.settings_dict['NAME']}"
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        return Finding(f"{name}: {str(error).strip()}", False, "start the database or correct DATABASE_URL", True)
    return Finding(f"{name}: {pending} migrations to apply" if pending else f"{name}: up to date", not pending, "make run applies them")


def guards() -> Finding:
    """Rows that are issued for good are guarded by triggers."""
    try:
        gone = frozen.missing()
        mode = "demonstration" if Installation.is_demo() else "live"
    except DatabaseError:
        return Finding("mode and guards: no tables yet", False, "make run makes them")
    return Finding(f"mode: {mode}; guards of issued rows: {f'{len(gone)} missing' if gone else 'in place'}", not gone, "manage.py migrate")


def catalogues() -> Finding:
    folders = [Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" for language in TARGETS]
    missing = [f.parent.name for f in folders if not (f / "django.mo").exists()]
    return Finding(f"catalogues: {'not compiled: ' + ' '.join(missing) if missing else 'compiled'}", not missing, "make run compiles them")


def fonts() -> Finding:
    found = sorted(settings.FONT_DIR.glob("*")) if settings.FONT_DIR.exists() else []
    return Finding(f"fonts: {len(found)} files", bool(found), "make run builds them")


def port() -> Finding:
    """Free, or served by somebody."""
    number = int(os.environ.get("PORT") or 8000)
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex(("127.0.0.1", number)) == 0
    return Finding(f"port {number}: {'in use, perhaps by Dhairya itself' if taken else 'free'}", not taken, "choose another with PORT=8001")


def browser() -> Finding:
    """For the tests only; the site needs none."""
    found = subprocess.run([settings.BASE_DIR / "bin" / "find-browser"], capture_output=True, text=True, check=False).stdout.strip()
    return Finding(f"browser for the tests: {found or 'none'}", bool(found), "make setup-browser")


CHECKS = (python, data_directory, database, guards, catalogues, fonts, port, browser)


class Command(BaseCommand):
    help = "Say what this machine has, what is missing and what to type. Fails only when `make run` could not work."
    requires_system_checks = []

    def handle(self, **options):
        findings = [check() for check in CHECKS]
        for finding in findings:
            self.stdout.write(f"{'ok   ' if finding.well else 'look '} {finding.what}")
            if not finding.well:
                self.stdout.write(f"        {finding.do}")
        if any(f.stops and not f.well for f in findings):
            sys.exit(1)

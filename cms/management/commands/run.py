"""`make run`: migrate, load the starter content the first time, and serve with the same server as production."""

import hashlib
import ipaddress
import os
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.models import Installation


class Command(BaseCommand):
    help = "Set up what is missing and serve on HOST:PORT (default 127.0.0.1:8000)."

    def add_arguments(self, parser):
        parser.add_argument("--prepare-only", action="store_true", help="set up, then stop before serving")

    def handle(self, **options):
        host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
        self.prepare()
        self.refuse_public_demo(host)
        if not options["prepare_only"]:
            self.serve(host, port)

    def prepare(self) -> None:
        """Every step costs nothing when it has been done before."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0)
        call_command("compile_catalogues", verbosity=0)
        call_command("build_fonts", verbosity=0)
        collect_static()
        call_command("prepare_curriculum", verbosity=0)
        if settings.DEMO and not Installation.objects.filter(mode=Installation.LIVE).exists():
            call_command("seed_demo", verbosity=0)

    def refuse_public_demo(self, host: str) -> None:
        """Demo log-ins must not face the world by accident: a public host needs DEMO=1 said aloud."""
        if Installation.is_demo() and is_public(host) and os.environ.get("DEMO") != "1":
            raise CommandError(
                f"This is a demonstration with demo log-ins, and {host} can be reached by others. "
                "Say DEMO=1 if that is wanted, or leave demo mode with `manage.py go_live`."
            )

    def serve(self, host: str, port: int) -> None:
        connection.close()
        self.stdout.write(f"\nDhairya is at http://localhost:{port}/  (Ctrl-C stops it)\n")
        self.stdout.flush()
        arguments = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "2",
            "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "cms.wsgi:application",
        ]  # fmt: skip
        os.execv(sys.executable, arguments)


def collect_static() -> None:
    """Collect and compress the static files when one of them is new; that takes seconds, so not at every start."""
    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            known = Path(storage.path(name)).stat()
            state.update(f"{name} {known.st_size} {known.st_mtime_ns}\n".encode())
    stamp = settings.DATA_DIR / "static.stamp"
    if not settings.STATIC_ROOT.exists() or not stamp.exists() or stamp.read_text() != state.hexdigest():
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state.hexdigest())


def is_public(host: str) -> bool:
    """True unless the address is this machine's own."""
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True

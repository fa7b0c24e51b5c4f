"""Leave demo mode. Once, for good: a demonstration signature never counts again."""

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from cms import going_live
from cms.errors import Refused
from cms.models import Installation, User

WARNING = """This ends the demonstration for good:
  - plans, units and quizzes signed by demo clinicians leave web, tablets and PDFs until a real clinician signs them;
  - demonstration certificates are revoked; demo log-ins go.
Nothing that was issued is deleted."""


class Command(BaseCommand):
    help = "Leave demo mode: demo people and demonstration content go, and what awaits a clinician is listed."

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, help="user name of a real administrator")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, **options):
        if not Installation.is_demo():
            raise CommandError("This installation is live already.")
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"Nobody is called {options['by']}. `manage.py createsuperuser` makes an administrator.")
        self.stdout.write(WARNING)
        if not options["yes"] and input("Type LIVE to go on: ") != "LIVE":
            raise CommandError("Nothing was changed.")
        try:
            lines = going_live.go_live(by)
        except Refused as refused:
            raise CommandError("; ".join(str(r.message) for r in refused.reasons)) from refused
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"\nLive since {timezone.localdate().isoformat()}. Start without DEMO from now on: DEMO=0 make run")

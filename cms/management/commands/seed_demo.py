"""Assembly: demo people and the starter curriculum, each room seeding itself through its own services."""

import os

from django.core.management import BaseCommand, call_command

from cms.demo import seed_people


class Command(BaseCommand):
    help = "Make the demo people and load the starter content. Running it twice changes nothing."

    def handle(self, **options):
        made = seed_people(os.environ.get("DEMO_PASSWORD", ""))
        for room in ("curriculum", "assessments", "training"):
            call_command(f"seed_{room}", verbosity=options["verbosity"])
        if made:
            self.stdout.write("\nDemo log-ins (user name, password). They exist only in demo mode:")
            for name, password in made.items():
                self.stdout.write(f"  {name:16} {password}")
            self.stdout.write("")

"""Cut the web fonts from the installed packages into settings.FONT_DIR, where collectstatic finds them."""

from django.conf import settings
from django.core.management import BaseCommand

from cms import fonts


class Command(BaseCommand):
    help = "Build the small web fonts. What has not changed is left alone."
    requires_system_checks = []

    def handle(self, **options):
        for name in fonts.build(settings.FONT_DIR):
            if options["verbosity"]:
                self.stdout.write(f"built {name}")

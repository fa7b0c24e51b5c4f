"""The structure of a new installation; `manage.py run` calls it at every start."""

from django.core.management import BaseCommand

from curriculum.services.structure import prepare_structure


class Command(BaseCommand):
    help = "Make the locales, the home pages and the clinical sign-off workflow when they are missing."

    def handle(self, **options):
        prepare_structure()

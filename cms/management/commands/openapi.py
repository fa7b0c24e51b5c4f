"""The tablet's contract as a file: written by this command, compared by a test."""

import json

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cms.tablet.api import api
from cms.tablet.openapi import document


class Command(BaseCommand):
    help = "Write docs/openapi.json from the code, or compare the two with --check."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when the committed file differs")

    def handle(self, **options):
        path = settings.BASE_DIR / "docs" / "openapi.json"
        text = json.dumps(document(api), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/openapi.json differs from the code; run `manage.py openapi` and look at the difference.")

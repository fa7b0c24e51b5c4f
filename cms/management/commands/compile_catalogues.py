"""Compile locales/<language>/LC_MESSAGES/django.po without the gettext tools, so that a bare machine can."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management import BaseCommand

from cms.languages import TARGETS


def compile_catalogues() -> list[Path]:
    """Write each .mo that is older than its .po; returns the files written."""
    written = []
    for language in TARGETS:
        folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
        for source in sorted(folder.glob("*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
                written.append(target)
    return written


class Command(BaseCommand):
    help = "Compile the gettext catalogues."

    def handle(self, **options):
        for path in compile_catalogues():
            self.stdout.write(f"compiled {path.parent.parent.name}")

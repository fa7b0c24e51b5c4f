"""Bring locales/<language>/LC_MESSAGES/django.po in step with the sentences in code and templates; `--check` fails on drift.

Written with Babel and polib because the gettext tools are not on every machine. Word order and comments of translators survive.
"""

import io
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils.translation.template import templatize

from cms.languages import TARGETS

ROOT = Path(settings.BASE_DIR)
ROOMS = ("cms", "locales", "curriculum", "assessments", "training", "templates")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLURALS = {
    "hi": "nplurals=2; plural=(n > 1);",
    "mr": "nplurals=2; plural=(n != 1);",
    "bn": "nplurals=2; plural=(n != 1);",
}


def sources() -> list[Path]:
    """Python files and templates whose sentences people read; tests and migrations are not."""
    found = [p for room in ROOMS for pattern in ("*.py", "*.html", "*.txt") for p in (ROOT / room).rglob(pattern)]
    return sorted(p for p in found if not {"tests", "migrations", "node_modules"} & set(p.relative_to(ROOT).parts))


def extract() -> dict[tuple, polib.POEntry]:
    """Every sentence in the code: (context, singular) → entry with its places and flags."""
    from babel.messages.extract import extract as babel_extract

    found: dict[tuple, polib.POEntry] = {}
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())  # indentation means nothing
        name = str(path.relative_to(ROOT))
        for _line, message, comments, context in babel_extract("python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"]):
            single, plural = message if isinstance(message, tuple) else (message, None)
            if not single:
                continue
            entry = found.setdefault((context, single), polib.POEntry(msgid=single, msgctxt=context))
            if plural:
                entry.msgid_plural = plural
            if (name, "") not in entry.occurrences:
                entry.occurrences.append((name, ""))
            if comments and not entry.comment:
                entry.comment = "\n".join(comments)
            if "%(" in single and "python-format" not in entry.flags:
                entry.flags.append("python-format")
    return found


def path_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def merged(language: str, wanted: dict) -> polib.POFile:
    """The catalogue of a language with exactly the wanted sentences and every translation that is still of use."""
    path = path_of(language)
    old = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "dhairya", "Language": language, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit", "Plural-Forms": PLURALS[language],
    }  # fmt: skip
    for key, fresh in sorted(wanted.items(), key=lambda pair: (pair[1].occurrences[0][0], pair[0][1])):
        entry = polib.POEntry(
            msgid=fresh.msgid, msgctxt=fresh.msgctxt, msgid_plural=fresh.msgid_plural, occurrences=fresh.occurrences,
            flags=list(fresh.flags), comment=fresh.comment,
        )  # fmt: skip
        known = old.get(key)
        if fresh.msgid_plural:
            plurals = known.msgstr_plural if known and known.msgid_plural == fresh.msgid_plural else {}
            entry.msgstr_plural = {n: plurals.get(n, "") for n in (0, 1)}
        elif known:
            entry.msgstr = known.msgstr
        catalogue.append(entry)
    return catalogue


def drift(language: str, wanted: dict) -> list[str]:
    """What is wrong with a catalogue: missing, left over or untranslated sentences, and lost placeholders."""
    path = path_of(language)
    if not path.exists():
        return [f"{language}: no catalogue"]
    stored = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path)) if not e.obsolete}
    found = [f"{language}: not in the catalogue: {key[1]!r}" for key in wanted if key not in stored]
    found += [f"{language}: no longer used: {key[1]!r}" for key in stored if key not in wanted]
    found += [f"{language}: not translated: {e.msgid!r}" for e in stored.values() if not e.translated() or e.fuzzy]
    found += [f"{language}: placeholders differ: {e.msgid!r}" for e in stored.values() if not same_placeholders(e)]
    return found


def same_placeholders(entry: polib.POEntry) -> bool:
    """Named placeholders survive translation; a plural form may leave the number out."""
    import re

    def names(text):
        return set(re.findall(r"%\(([a-z0-9_]+)\)[sd]", text, re.ASCII))

    if entry.msgid_plural:
        return all(names(text) <= names(entry.msgid_plural) | names(entry.msgid) for text in entry.msgstr_plural.values())
    return not entry.msgstr or names(entry.msgid) == names(entry.msgstr)


class Command(BaseCommand):
    help = "Update the gettext catalogues, or with --check only report drift (exit 1)."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, **options):
        wanted = extract()
        if options["check"]:
            found = [line for language in TARGETS for line in drift(language, wanted)]
            if found:
                raise CommandError("\n".join(found))
            self.stdout.write(f"{len(wanted)} sentences, all translated into {', '.join(TARGETS)}.")
            return
        for language in TARGETS:
            path_of(language).parent.mkdir(parents=True, exist_ok=True)
            catalogue = merged(language, wanted)
            catalogue.save(str(path_of(language)))
            self.stdout.write(f"{language}: {len(catalogue.translated_entries())} of {len(catalogue)} translated")

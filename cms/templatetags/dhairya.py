"""Small words and shapes for the pages. Nothing here asks the database or looks at who is reading."""

from django import template
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cms import words
from cms.languages import NATIVE, SCRIPT

register = template.Library()

FONTS = {"Deva": "fonts/mukta-deva.woff2", "Beng": "fonts/hind-siliguri-beng.woff2", "Latn": "fonts/mukta-latn.woff2"}
CHOICES = {
    "step": words.STEP,
    "part": words.PART,
    "audience": words.AUDIENCE,
    "composition": words.COMPOSITION,
    "requirement": words.REQUIREMENT,
    "adaptation": words.ADAPTATION,
    "urgency": words.URGENCY,
    "block": words.BLOCK,
}


@register.filter
def word(code: str, kind: str) -> str:
    """The word for a code of a document: `{{ step.kind|word:"step" }}`."""
    return CHOICES[kind].get(code, code)


@register.filter
def paragraphs(text: str) -> str:
    """Paragraphs and line breaks as HTML, everything else inert."""
    parts = (escape(part.strip()).replace("\n", "<br>") for part in text.split("\n\n"))
    return mark_safe("".join(f"<p>{part}</p>" for part in parts if part))  # noqa: S308 - every part is escaped


@register.filter
def passage(html: str) -> str:
    """HTML of an issued unit as it is: it was cut down to `p strong em ul ol li a br` before it was frozen (docs/documents.md)."""
    return mark_safe(html)  # noqa: S308


@register.filter
def digits(number) -> str:
    """A number in the digits of the page's language."""
    return words.native_digits(str(number), get_language())


@register.filter
def day(value) -> str:
    """A date, or its ISO text, as people write it."""
    return words.written(value, get_language())


@register.filter
def minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": digits(count)}


@register.filter
def tel(number: str) -> str:
    """A number to dial, whatever script it is written in."""
    ascii_digits = (str(int(c)) if c.isdecimal() else c for c in number)
    return "".join(c for c in ascii_digits if c in "+0123456789*#")


@register.filter
def native(language: str) -> str:
    """The name of a language in that language."""
    return NATIVE.get(language, language)


@register.simple_tag
def ages(age: dict) -> str:
    if age["max"] >= 99:
        return _("%(min)s years and over") % {"min": digits(age["min"])}
    return _("%(min)s–%(max)s years") % {"min": digits(age["min"]), "max": digits(age["max"])}


@register.simple_tag
def group_size(group: dict) -> str:
    composition = words.COMPOSITION.get(group["composition"], group["composition"])
    return _("%(min)s–%(max)s, %(composition)s") % {
        "min": digits(group["min"]),
        "max": digits(group["max"]),
        "composition": composition,
    }


@register.simple_tag
def flow(steps: list[dict]) -> list[dict]:
    """The parts of a session; each step with its number and its minutes on the clock."""
    parts, clock = [], 0
    for number, step in enumerate(steps, 1):
        if not parts or parts[-1]["part"] != step["part"]:
            parts.append({"part": step["part"], "steps": []})
        parts[-1]["steps"].append({**step, "number": number, "start": clock, "end": clock + step["minutes"]})
        clock += step["minutes"]
    return parts


@register.simple_tag
def needed(requirements: list[dict]) -> list[dict]:
    """What to prepare, kind by kind."""
    kinds = [{"kind": kind, "items": [r for r in requirements if r["kind"] == kind]} for kind in words.REQUIREMENT]
    return [kind for kind in kinds if kind["items"]]


@register.simple_tag(takes_context=True)
def other_languages(context) -> list[dict]:
    """This page in each language, by its address; empty where the address has no language in it."""
    request = context.get("request")
    here = f"/{get_language()}/"
    if request is None or not request.path.startswith(here):
        return []
    rest = request.get_full_path()[len(here) :]
    return [{"code": code, "name": name, "url": f"/{code}/{rest}", "current": code == get_language()} for code, name in settings.LANGUAGES]


@register.simple_tag
def web_font() -> str:
    """The one web font of the page's language."""
    return FONTS[SCRIPT.get(get_language(), "Latn")]

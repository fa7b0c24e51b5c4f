"""The one door to typst: data in, PDF out.

Data travels as JSON, so nothing in it is ever read as markup. Fonts come from installed packages, never from the system;
the same data and timestamp give the same bytes. PDF/UA-1 is checked while compiling. A letter that no font has must not keep
anyone from her certificate: the document is then set without the standard, and the log says so.

What the templates take (all text ready to print; dates may be `date` or ISO):

* `plan`: `plan` (plan/1); optional `state` (current, behind, past), `url` (printed, and behind the QR code), `sha` (of the rendering).
* `certificate`: `name`, `course_title`, `level_line`, `notice`, `modules` [{`code`, `title`, `edition`, `language` (its name)}],
  `issued_on`, `valid_until`, `code`, `verify_url` (printed, and behind the QR code).
"""

import io
import logging
import threading
from datetime import datetime

import orjson
import segno
import typst
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from cms import fonts, words

log = logging.getLogger(__name__)

STANDARD = "ua-1"
SOURCES = settings.BASE_DIR / "templates" / "typst"
_mine = threading.local()


def named(prefix: str, choices: dict) -> dict:
    return {f"{prefix}_{key}": word for key, word in choices.items()}


# Words in braces are filled in by the template: leave them as they are when translating.
LABELS = {
    "plan": {
        "document": _("Session plan"),
        "edition": _("Edition {number}"),
        "issued": _("Issued {date}"),
        "draft": _("Draft, not issued"),
        "behind": _("The English plan has a newer edition. This wording stays approved until its translation is."),
        "past": _("This is an older edition, kept as it was."),
        "changed": _("What changed: {note}"),
        "audience": pgettext_lazy("plan", "For"),
        "age": pgettext_lazy("plan", "Age"),
        "group": pgettext_lazy("plan", "Group"),
        "time": pgettext_lazy("plan", "Time"),
        "first": pgettext_lazy("plan", "Do first"),
        "minutes": _("{n} min"),
        "years": _("{min}–{max} years"),
        "years_from": _("{min} years and over"),
        "people_label": _("{min}–{max}, {composition}"),
        "background": _("Good to know"),
        "objectives": _("After this session"),
        "prepare": pgettext_lazy("plan", "Prepare"),
        "avoid": _("Do not use this plan if"),
        "instead": pgettext_lazy("plan", "Instead"),
        "flow": _("Session flow"),
        "flow_left": _("Time and notes"),
        "flow_right": _("What is said and done"),
        "core": pgettext_lazy("step of a plan", "core"),
        "optional": pgettext_lazy("step of a plan", "optional"),
        "clock": _("{start}–{end} min"),
        "if_then": _("If this happens"),
        "if": pgettext_lazy("plan", "If"),
        "then": pgettext_lazy("plan", "Then"),
        "red_flags": _("Red flags"),
        "sign": _("You notice"),
        "urgency": _("How soon"),
        "action": _("What you do"),
        "contact": _("Who to call"),
        "adaptations": _("Adaptations"),
        "practice": _("Between sessions"),
        "self_check": _("Ask yourself afterwards"),
        "card": _("Safety card"),
        "cut": _("Cut out and keep at hand"),
        "checklist": _("Fidelity checklist"),
        "checklist_help": _("Right after the session, tick one box for every core step."),
        "step": pgettext_lazy("plan", "Step"),
        "delivered": pgettext_lazy("fidelity", "Delivered"),
        "partly": pgettext_lazy("fidelity", "Partly"),
        "not_delivered": pgettext_lazy("fidelity", "Not"),
        "date": pgettext_lazy("fidelity", "Date"),
        "home": _("Home code"),
        "facilitator": _("Facilitator"),
        "present": _("Number present"),
        "privacy": _("Never write a child's name or story on this sheet."),
        "notes": pgettext_lazy("fidelity", "Notes"),
        "evidence": _("Where this plan comes from"),
        "basis": _("Basis"),
        "source": pgettext_lazy("plan", "Source"),
        "licence": _("Licence"),
        "attribution": _("Attribution"),
        "page": _("Page {page} of {total}"),
        "rendering": _("Rendering {sha}"),
        "qr_alt": _("QR code: opens this plan on the website"),
        **named("audience", words.AUDIENCE),
        **named("composition", words.COMPOSITION),
        **named("requirement", words.REQUIREMENT),
        **named("part", words.PART),
        **named("step", words.STEP),
        **named("urgency", words.URGENCY),
        **named("adaptation", words.ADAPTATION),
    },
    "certificate": {
        "brand": _("Dhairya"),
        "tagline": _("Training for those who care for children"),
        "title": pgettext_lazy("document", "Certificate"),
        "certifies": _("This certifies that"),
        "completed": _("has met all requirements of the course"),
        "permits": _("May deliver these sessions"),
        "module": _("Session"),
        "edition": _("Edition"),
        "language": _("Language"),
        "issued_on": _("Issued on"),
        "valid_until": _("Valid until"),
        "code": _("Certificate code"),
        "verify": _("Check that this certificate is valid:"),
        "qr_alt": _("QR code: opens the page that checks this certificate"),
        "page": _("Page {page} of {total}"),
    },
}
# Where the address behind the QR code is found.
ADDRESS = {"plan": "url", "certificate": "verify_url"}


def labels(template: str, language: str) -> dict[str, str]:
    """Every word that the template itself prints, in `language`."""
    with override(language):
        return {"digits": words.DIGITS[language], **{key: str(word) for key, word in LABELS[template].items()}}


def pdf(template: str, data: dict, language: str, *, timestamp: datetime | int) -> bytes:
    """The document `templates/typst/<template>.typ` as PDF/UA-1, with labels in `language`. `timestamp` is the time of issue."""
    inputs = {"data": orjson.dumps(prepared(template, data, language)).decode()}
    when = timestamp if isinstance(timestamp, int) else int(timestamp.timestamp())
    try:
        return _compile(template, inputs, when, [STANDARD])
    except typst.TypstError as error:
        log.warning("%s in %s set without PDF/UA-1: %s", template, language, str(error).splitlines()[0])
    return _compile(template, inputs, when, [])


def prepared(template: str, data: dict, language: str) -> dict:
    """`data` with labels, written dates and the QR code."""
    address = str(data.get(ADDRESS[template]) or "")
    whole = {"url": "", "sha": "", "state": "", **data, "language": language}
    whole["labels"] = labels(template, language) | data.get("labels", {})
    if template == "plan":
        whole["issued_on"] = (data["plan"].get("edition") or {}).get("issued_on", "")
    whole |= {key: words.written(whole[key], language) for key in ("issued_on", "valid_until") if key in whole}
    return {**whole, "qr_svg": qr(address) if address else ""}


def qr(address: str) -> str:
    """A QR code as SVG, with the quiet zone that scanners ask for."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False)
    return drawn.getvalue().decode()


def _compile(template: str, inputs: dict, timestamp: int, standards: list[str]) -> bytes:
    """A compiler per thread: it keeps the fonts it has read."""
    if not hasattr(_mine, "compiler"):
        _mine.compiler = typst.Compiler(root=str(SOURCES), font_paths=[str(d) for d in fonts.directories()], ignore_system_fonts=True)
    return _mine.compiler.compile(
        str(SOURCES / f"{template}.typ"), format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=timestamp
    )

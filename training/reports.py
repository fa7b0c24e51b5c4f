"""Reads for people: her first page, and what a certificate says to its holder and to anyone who checks it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.querysets import titles_in_force
from assessments.services import frozen
from cms.languages import NATIVE
from cms.models import Role
from cms.permissions import has_role, may_enter_admin
from curriculum.models import Rendering
from training import rules
from training.models import Certificate, Cycle
from training.services import certificates
from training.services.reasons import REFUSALS, sentences

PAGES = {"study": "unit", "quiz": "quiz"}


# --- her first page ------------------------------------------------------------------------------------------------------


def home(user, language: str) -> dict:
    """What the first page shows: one next thing, the steps of the course, and her certificates."""
    if not user.is_authenticated:
        return {"next": None, "plans_url": reverse("plans"), "login_url": reverse("account_login")}
    held = list(Certificate.objects.of(user).newest_first().with_history())
    cycle = Cycle.objects.of(user).with_rule().order_by("-started_at").first()
    found = {"plans_url": reverse("plans"), "certificates": held, "course": None, "steps": []}
    if cycle is None:
        return {**found, "next": _nothing_to_do(user)}
    course = course_in(cycle.rule, language)
    standing = certificates.standing(cycle)
    steps = _steps(course, standing)
    mine = next((c for c in held if c.cycle_id == cycle.pk), None)
    return {**found, "course": course, "steps": steps, "next": _next(steps, standing, mine, language)}


def course_in(rule: Rendering, language: str) -> dict:
    """The cited edition of a course in the reader's language; in its own where that edition was never translated."""
    if rule.language == language:
        return frozen.document(rule.blob_id)
    other = Rendering.objects.filter(edition=rule.edition_id, language=language).order_by("-serial").values_list("blob_id", flat=True)
    return frozen.document(other.first() or rule.blob_id)


def _steps(course: dict, standing) -> list[dict]:
    """The requirements with what is done and which one is next."""
    short = {reason["requirement"] for reason in standing.decision.reasons} if not standing.decision.passed else set()
    steps = [
        {
            "id": r["id"], "kind": r["kind"], "document": r["document"], "text": r["text"], "done": r["id"] not in short,
            "url": reverse(PAGES[r["kind"]], args=[r["code"]]), "current": False,
        }
        for r in course["requirements"]
    ]  # fmt: skip
    current = rules.next_step(steps)
    if current:
        current["current"] = True
    return steps


def _next(steps: list[dict], standing, certificate: Certificate | None, language: str) -> dict:
    step = rules.next_step(steps)
    if certificate:
        return {
            "kind": "certificate", "title": _("Your certificate is ready"), "url": reverse("certificate", args=[certificate.code]),
            "text": _("You have done everything in this course."), "button": _("Open the certificate"),
        }  # fmt: skip
    if step is None:
        text = " ".join(str(REFUSALS[code]) for code in standing.refusals) or _("Your certificate is being prepared.")
        return {"kind": "wait", "title": _("You have done everything"), "text": text, "url": reverse("plans"), "button": _("See the plans")}
    title = titles_in_force("unit" if step["kind"] == "study" else "quiz", [step["document"]], language).get(step["document"])
    button = _("Study now") if step["kind"] == "study" else _("Go to the quiz")
    return {"kind": step["kind"], "title": title or step["text"], "text": step["text"], "url": step["url"], "button": button}


def _nothing_to_do(user) -> dict:
    """For those who are not in a course: their work is elsewhere, or their trainer enrols them."""
    if may_enter_admin(user):
        return {
            "kind": "wait", "title": _("Your work is in the admin"), "text": _("Write, translate, sign or run courses there."),
            "url": reverse("wagtailadmin_home"), "button": _("Open the admin"),
        }  # fmt: skip
    text = _("Your trainer will enrol you. Until then you can read the plans.")
    if not has_role(user, Role.COUNSELOR, Role.HOUSE_MOTHER):
        text = _("There is nothing you must do here today. You can read the plans.")
    return {"kind": "wait", "title": _("Welcome"), "text": text, "url": reverse("plans"), "button": _("See the plans")}


# --- a certificate -------------------------------------------------------------------------------------------------------


def holder(certificate: Certificate) -> str:
    """The name on the certificate; read from the one erasable row, so an erased person has none."""
    user = certificate.counselor
    return user.get_full_name() or user.username


def certificate_page(certificate: Certificate, language: str) -> dict:
    """What its holder sees: the course, what it rests on and why."""
    course = course_in(certificate.rule, language)
    steps = {r["id"]: r["text"] for r in course["requirements"]}
    return {
        "certificate": certificate, "course": course, "state": certificates.state_of(certificate), "holder": holder(certificate),
        "level_text": level_text(certificate), "notice": notice(certificate),
        "reasons": sentences(certificate.decision["reasons"], steps, {}), "evidence": evidence(certificate),
        "pdf_url": reverse("certificate-pdf", args=[certificate.code]), "verify_url": verify_url(certificate),
    }  # fmt: skip


def evidence(certificate: Certificate) -> list[dict]:
    """The exact bytes it cites, in the order of the course. A quiz has no page of its own: its key is nobody's to read."""
    rows = certificate.evidence.select_related("rendering__edition").order_by("pk")
    return [
        {
            "title": frozen.document(row.rendering.blob_id)["title"], "edition": row.rendering.edition.number,
            "language": NATIVE[row.rendering.language], "sha": row.rendering.blob_id, "attempt": row.attempt_id,
            "url": reverse("edition", args=[row.rendering.blob_id]) if row.attempt_id is None else reverse(
                "attempt-result", args=[row.attempt_id]
            ),
        }
        for row in rows
    ]  # fmt: skip


def level_text(certificate: Certificate) -> str:
    """The level as it is printed everywhere."""
    return str(certificate.get_level_display())


def notice(certificate: Certificate) -> str:
    """What stands on top of a certificate earned on content that no clinician has approved."""
    if certificate.approval != "demonstration":
        return ""
    return _("Starter content, not yet clinically approved. A demonstration only: it does not permit work with children.")


def verify_url(certificate: Certificate) -> str:
    """The address in the QR code."""
    return f"{settings.SITE_URL}{reverse('verify', args=[certificate.code])}"


def verified(code: str, language: str) -> dict:
    """What anyone may know of a certificate: nothing of its holder, home, scores or answers. Unknown codes say only that."""
    stored = rules.code_as_stored(code)
    found = Certificate.objects.coded(stored).with_history().first()
    if found is None:
        return {"found": False, "state": "unknown", "code": stored}
    return {
        "found": True, "code": found.code, "state": certificates.state_of(found), "level": found.level, "level_text": level_text(found),
        "course_title": course_in(found.rule, language)["title"], "issued_on": found.issued_on, "valid_until": found.valid_until,
        "notice": notice(found),
    }  # fmt: skip


# --- the printed certificate ---------------------------------------------------------------------------------------------


def certificate_print(certificate: Certificate) -> dict:
    """What the typst template needs, in the certificate's language; the same certificate gives the same data."""
    with override(certificate.language):
        return {
            "name": holder(certificate), "course_title": course_in(certificate.rule, certificate.language)["title"],
            "level_line": level_text(certificate), "notice": notice(certificate), "modules": _modules(certificate),
            "issued_on": certificate.issued_on, "valid_until": certificate.valid_until, "code": certificate.code,
            "verify_url": verify_url(certificate),
        }  # fmt: skip


def _modules(certificate: Certificate) -> list[dict]:
    """The plans she may deliver: those whose units she studied."""
    rows = certificate.evidence.filter(rendering__edition__document_kind="unit").select_related("rendering__edition").order_by("pk")
    found = [(row.rendering, frozen.document(row.rendering.blob_id)) for row in rows]
    return [
        {
            "code": unit["plan"]["code"], "title": unit["title"], "edition": str(rendering.edition.number),
            "language": NATIVE[rendering.language],
        }
        for rendering, unit in found
    ]  # fmt: skip

"""The end of the demonstration in this room: demonstration wording leaves every channel, its safety cards included."""

from django.utils import timezone

from cms.acting import acting_as
from curriculum.models import InForce, ReferralContact
from curriculum.services.releases import DEMONSTRATION_ENDED, Change, release


def end_demonstration(by) -> list[str]:
    """Withhold every demonstration rendering in force. Returns what awaits a clinician, and which contacts nobody verified."""
    rows = list(InForce.objects.on("stable").filter(rendering__approval="demonstration").select_related("rendering"))
    cards = list(InForce.objects.on("stable").filter(rendering=None, card_blob__isnull=False))
    changes = [
        Change(r.document_kind, r.document, r.code, r.module, r.language, "withhold", None, DEMONSTRATION_ENDED) for r in [*rows, *cards]
    ]
    if changes:
        with acting_as(by):
            release(changes, note=DEMONSTRATION_ENDED)
    waiting = [f"  {r.document_kind} {r.code} in {r.language}" for r in sorted(rows, key=lambda r: (r.language, r.document_kind, r.code))]
    return [f"{len(waiting)} documents await a clinician's signature:", *waiting, *unverified_contacts()]


def unverified_contacts() -> list[str]:
    """Contacts that a person must call and check before a plan may show them."""
    today = timezone.localdate()
    rows = ReferralContact.objects.filter(locale__language_code="en")
    open_ones = [c for c in rows if not c.verified_on or c.review_by < today]
    lines = [f"  {c.title} {c.number}" for c in open_ones]
    advice = "Call each of these, then enter the day under Curriculum → Referral contacts. Add the local ones there: police station, "
    advice += "child welfare committee, district child protection unit, hospital."
    return ["Contacts that nobody has verified for your district:", *lines, advice]

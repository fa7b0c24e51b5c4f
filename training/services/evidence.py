"""What a decision rests on: gathered once from a cycle, later read back from the rows that a certificate cites."""

from typing import NamedTuple

from django.db.models import Q

from assessments.models import Attempt
from assessments.querysets import replaced_for_safety
from assessments.rules import shortfalls
from assessments.services.attempts import rescore
from curriculum.models import Rendering, SignOff
from locales.models import DocumentPart, Segment
from training import rules
from training.models import Certificate, Cycle, StudyRecord
from training.services.enrolments import requirements_of


class Cited(NamedTuple):
    """One requirement with the exact bytes, and the attempt, that are held against it."""

    requirement: dict
    rendering: Rendering
    attempt: Attempt | None


def gathered(cycle: Cycle) -> list[Cited]:
    """The best evidence of a cycle: the latest study of each unit, the first passed attempt at each quiz, else the latest."""
    study = list(StudyRecord.objects.filter(cycle=cycle).select_related("rendering__edition").order_by("studied_at"))
    attempts = list(Attempt.objects.on(cycle.pk).scored().cited().order_by("submitted_at"))
    harmful = replaced_for_safety([row.rendering for row in [*study, *attempts]])
    found = []
    for requirement in requirements_of(cycle):
        if requirement["kind"] == "study":
            rows = [s for s in study if str(s.unit) == requirement["document"] and s.rendering_id not in harmful]
            found += [Cited(requirement, rows[-1].rendering, None)] if rows else []
        else:
            rows = [a for a in attempts if str(a.quiz) == requirement["document"] and a.rendering_id not in harmful]
            best = next((a for a in rows if passes(a, requirement)), rows[-1] if rows else None)
            found += [Cited(requirement, best.rendering, best)] if best else []
    return found


def passes(attempt: Attempt, requirement: dict) -> bool:
    """Does a scored attempt meet a quiz requirement?"""
    return not shortfalls(attempt.tally, attempt.critical_missed, rules.cut_of(requirement))


def as_evidence(cited: list[Cited]) -> dict[str, dict]:
    """Cited rows as `rules.decide` reads them, from the stored scores."""
    found = {}
    for requirement, rendering, attempt in cited:
        found[requirement["id"]] = {"rendering": rendering.blob_id}
        if attempt:
            found[requirement["id"]] |= {
                "right": attempt.right, "total": attempt.total, "critical_missed": attempt.critical_missed, "tally": attempt.tally,
            }  # fmt: skip
    return found


def from_certificate(certificate: Certificate) -> dict[str, dict]:
    """The evidence that a certificate cites, with every quiz scored again from its answers and its key."""
    found = {}
    for row in certificate.evidence.select_related("rendering", "attempt__rendering"):
        found[str(row.requirement)] = {"rendering": row.rendering.blob_id}
        if row.attempt:
            again = rescore(row.attempt)
            found[str(row.requirement)] |= {
                "right": again.right, "total": again.total, "critical_missed": again.critical_missed, "tally": again.tally,
            }  # fmt: skip
    return found


def is_own_work(counselor, cited: list[Cited]) -> bool:
    """Did she issue, approve, sign or translate any of the cited wordings? Then she knows the key, and nobody certifies herself."""
    renderings = [c.rendering for c in cited]
    if any(counselor in (r.edition.issued_by_id, r.approved_by_id) for r in renderings):
        return True
    documents = [r.edition.document for r in renderings]
    signed = SignOff.objects.filter(signed_by=counselor, safety_sha__in=[r.safety_sha for r in renderings], document__in=documents)
    parts = DocumentPart.objects.filter(document__in=documents).values("owner")
    words = Segment.objects.filter(owner__in=parts).filter(Q(translated_by=counselor) | Q(reviewed_by=counselor))
    return signed.exists() or words.exists()

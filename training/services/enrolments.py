"""Enrolling people and recording what they studied. Both may be repeated: the second time gives the first result."""

from django.db import transaction
from django.utils import timezone

from assessments.querysets import replaced_for_safety
from assessments.services import frozen
from cms.languages import SOURCE
from curriculum.models import InForce, Rendering
from training.models import Cohort, Cycle, Enrolment, StudyRecord
from training.permissions import may_enrol
from training.services.reasons import refused


def enrol(*, counselor, cohort: Cohort, by, home=None) -> Enrolment:
    """Put `counselor` into the cohort, with her first cycle under the course rule in force. Raises Refused. Idempotent."""
    if not may_enrol(by, counselor, cohort):
        raise refused("may-not-enrol")
    rule = rule_in_force(cohort.course, counselor.language)
    if rule is None:
        raise refused("course-not-issued")
    now = timezone.now()
    with transaction.atomic():
        enrolment, _ = Enrolment.objects.get_or_create(
            cohort=cohort, counselor_id=counselor.pseudonym, defaults={"home": home or home_of(counselor), "enrolled_at": now}
        )
        Cycle.objects.get_or_create(enrolment=enrolment, number=1, defaults={"rule": rule, "started_at": now})
    return enrolment


def rule_in_force(course, language: str) -> Rendering | None:
    """The course as readers have it: in her language, else in the source language. The rule values are the same in both."""
    rows = InForce.objects.on("stable").readable().of(course.translation_key).select_related("rendering")
    found = {row.language: row.rendering for row in rows.filter(language__in=(language, SOURCE))}
    return found.get(language) or found.get(SOURCE)


def home_of(counselor):
    """The home where she works, when one of her roles names it."""
    return next((role.home for role in counselor.roles.select_related("home").exclude(home=None)), None)


def requirements_of(cycle: Cycle) -> list[dict]:
    """What the cited rule asks for, in order."""
    return frozen.document(cycle.rule.blob_id)["requirements"]


def requirement_of(cycle: Cycle, kind: str, document) -> dict | None:
    """The requirement of the cycle's rule about a document, or None."""
    return next((r for r in requirements_of(cycle) if r["kind"] == kind and r["document"] == str(document)), None)


def open_cycle(user, kind: str, document) -> Cycle | None:
    """Her latest uncertified cycle whose rule asks for this document, or None."""
    cycles = Cycle.objects.of(user).open().with_rule()
    return next((cycle for cycle in cycles if requirement_of(cycle, kind, document)), None)


def record_study(*, counselor, rendering: Rendering) -> list[StudyRecord]:
    """She has studied these exact bytes: one record per open cycle that asks for the unit. Raises Refused. Idempotent.

    A wording that a safety change has replaced meanwhile does not count: she reads the new one first.
    """
    unit = rendering.edition.document
    cycles = [c for c in Cycle.objects.of(counselor).open().with_rule() if requirement_of(c, "study", unit)]
    if not cycles:
        raise refused("not-enrolled")
    if replaced_for_safety([rendering]):
        raise refused("read-again")
    now = timezone.now()
    with transaction.atomic():
        return [
            StudyRecord.objects.get_or_create(cycle=cycle, rendering=rendering, defaults={"unit": unit, "studied_at": now})[0]
            for cycle in cycles
        ]

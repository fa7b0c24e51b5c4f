"""A course of one unit and one quiz, a counselor in it, and the way to her certificate."""

import datetime
from types import SimpleNamespace

from wagtail.models import Locale

from assessments.services import start_attempt, submit_attempt
from assessments.tests.factories import answer_all, demo_mode, fixed, issued, issued_quiz, person
from cms.models import CareHome, Organisation
from training.models import Certificate, Cohort, Course
from training.services import enrol, record_study


def unit_document(code="ER3", mark=""):
    return {
        "schema": "unit/1", "id": fixed(f"{code}-U"), "code": f"{code}-U", "title": f"Unit {code}", "minutes": 10,
        "plan": {"id": fixed(code), "code": code}, "blocks": [{"id": fixed("b1"), "kind": "concept", "html": f"<p>Steady{mark}</p>"}],
    }  # fmt: skip


def course_document(course):
    return {
        "schema": "course/1", "id": str(course.translation_key), "code": course.code, "title": course.title, "intro": "",
        "requirements": [
            {"id": fixed("r1"), "kind": "study", "document": fixed("ER3-U"), "code": "ER3-U", "text": "Study the unit of ER3."},
            {
                "id": fixed("r2"), "kind": "quiz", "document": fixed("ER3-Q"), "code": "ER3-Q", "text": "Do the quiz of ER3.",
                "cut_percent": 50, "critical_all": True, "trialled": False,
            },
        ],
        "earns": "provisional", "months": 12,
    }  # fmt: skip


def world(demo=True, approval="demonstration", **quiz):
    """An issued course with its people. Returns them by name."""
    if demo:
        demo_mode()
    locale, _ = Locale.objects.get_or_create(language_code="en")
    organisation = Organisation.objects.create(code="org", name="Organisation")
    home = CareHome.objects.create(code="home-01", organisation=organisation)
    course = Course.objects.create(code="FIRST", title="First steps", locale=locale)
    unit = issued("unit", "ER3-U", unit_document(), approval=approval)
    found = SimpleNamespace(
        home=home, course=course, unit=unit, quiz=issued_quiz(approval=approval, **quiz),
        rule=issued("course", "FIRST", course_document(course), approval=approval),
        cohort=Cohort.objects.create(course=course, organisation=organisation, name="autumn", starts_on=datetime.date(2026, 11, 1)),
        trainer=person("trainer", "trainer"), counselor=person("counselor-hi", "counselor"),
    )  # fmt: skip
    found.enrolment = enrol(counselor=found.counselor, cohort=found.cohort, by=found.trainer, home=home)
    found.cycle = found.enrolment.cycles.get()
    return found


def study(world):
    return record_study(counselor=world.counselor, rendering=world.unit)


def sit(world, wrong=()):
    """Sit the quiz and hand it in."""
    attempt = start_attempt(counselor=world.counselor, code="ER3-Q", language="en")
    answer_all(attempt, wrong)
    return submit_attempt(attempt=attempt.pk, by=world.counselor)


def certified(world) -> Certificate:
    """Study, then pass the quiz: the scoring issues the certificate."""
    study(world)
    sit(world)
    return Certificate.objects.get()

"""Starter course files (docs/content-format.md) → a draft course, and the words of a translation by segment path."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale

from assessments.models import Quiz
from cms.languages import SOURCE
from cms.starter import Element, StarterFile, key_uuid
from curriculum.models import LearningUnitPage, LessonPlanPage
from training.models import Course, CourseRequirement
from training.rules import STARTER_CUT

FOLDER = Path(settings.BASE_DIR) / "training" / "starter"


@transaction.atomic
def build_course(file: StarterFile) -> Course:
    """The course of an English file as a saved draft. A half-made one from a broken run is used again."""
    locale = Locale.objects.get(language_code=SOURCE)
    key = uuid.UUID(file.front["id"])
    found = Course.objects.filter(translation_key=key, locale=locale).first()
    if found:
        return found
    course = Course(
        translation_key=key, locale=locale, code=file.front["code"], title=file.front["title"], intro=file.section("Intro").text,
        change_class="content", change_note=file.front["change_note"],
    )  # fmt: skip
    course.requirements = [
        CourseRequirement(
            translation_key=key_uuid(key, element.key), locale=locale, sort_order=order, text=element.text, cut_percent=STARTER_CUT,
            **_what(element, locale),
        )
        for order, element in enumerate(file.section("Requirements").elements)
    ]  # fmt: skip
    course.save()
    return course


def _what(element: Element, locale: Locale) -> dict:
    """The document a requirement is about, with the code under which readers find it."""
    if element.attributes["kind"] == "study":
        plan = LessonPlanPage.objects.get(code=element.attributes["plan"], locale=locale)
        unit = LearningUnitPage.objects.child_of(plan).get()
        return {"kind": "study", "document": unit.translation_key, "code": unit.code}
    quiz = Quiz.objects.get(code=element.attributes["quiz"], locale=locale)
    return {"kind": "quiz", "document": quiz.translation_key, "code": quiz.code}


def texts(file: StarterFile, course: uuid.UUID) -> dict[tuple[str, str], str]:
    """The words of a translated file: (owner id, segment path) → text."""
    owner = str(course)
    words = {(owner, "title"): file.front["title"], (owner, "intro"): file.section("Intro").text}
    for element in file.section("Requirements").elements:
        words[owner, f"requirements.{key_uuid(course, element.key)}.text"] = element.text
    return {place: text for place, text in words.items() if text}

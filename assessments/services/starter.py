"""Starter quiz files (docs/content-format.md) → items and a draft quiz, and the words of a translation by segment path."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale

from assessments.models import Item, Option, Quiz, Slot
from cms.languages import SOURCE
from cms.starter import Element, StarterFile, key_uuid
from curriculum.models import Competency, LearningUnitPage, LessonPlanPage

FOLDER = Path(settings.BASE_DIR) / "assessments" / "starter"
LETTERS = "abcdef"


@transaction.atomic
def build_quiz(file: StarterFile, author) -> Quiz:
    """The quiz of an English file as a saved draft; its items are published for use, which shows them to nobody yet.

    A half-made one from a broken run is used again. Items are public samples: their key ships with the source.
    """
    locale = Locale.objects.get(language_code=SOURCE)
    key = uuid.UUID(file.front["id"])
    found = Quiz.objects.filter(translation_key=key, locale=locale).first()
    if found:
        return found
    plan = LessonPlanPage.objects.get(code=file.front["plan"], locale=locale)
    items = [_published(item_of(element, key, plan, locale), author) for element in file.section("Items").elements]
    quiz = Quiz(
        translation_key=key, locale=locale, code=file.front["code"], title=file.front["title"], intro=file.section("Intro").text,
        plan=plan, purpose="certify", change_class="content", change_note=file.front["change_note"],
    )  # fmt: skip
    quiz.slots = [
        Slot(translation_key=key_uuid(key, "A", str(item.code)), locale=locale, form="A", item=item, sort_order=order)
        for order, item in enumerate(items)
    ]
    quiz.save()
    return quiz


def _published(item: Item, author) -> Item:
    found = Item.objects.filter(translation_key=item.translation_key, locale=item.locale).first()
    if found:
        return found
    item.live = False
    item.save()
    item.save_revision(user=author).publish(user=author)
    return Item.objects.get(pk=item.pk)


def item_of(element: Element, quiz: uuid.UUID, plan: LessonPlanPage, locale: Locale) -> Item:
    """One item of a file with its options, unsaved."""
    given = element.attributes
    item = Item(
        translation_key=key_uuid(quiz, element.key), locale=locale, code=f"{plan.code.lower()}-{element.key}", stem=element.text, plan=plan,
        objective=key_uuid(plan.translation_key, given["objective"]) if "objective" in given else None,
        competency=Competency.objects.get(code=given["competency"], locale=locale),
        review_block=_review(plan, given.get("review")), critical="critical" in element.words, public_sample=True,
    )  # fmt: skip
    right = given["right"].split(",")
    item.options = [
        Option(
            translation_key=key_uuid(quiz, element.key, letter), locale=locale, text=element.fields[letter],
            why=element.fields[f"{letter}.why"], is_right=letter in right, sort_order=order,
        )
        for order, letter in enumerate(letter for letter in LETTERS if letter in element.fields)
    ]  # fmt: skip
    return item


def _review(plan: LessonPlanPage, block: str | None) -> uuid.UUID | None:
    """The passage of the plan's learning unit that is worth reading again."""
    unit = LearningUnitPage.objects.child_of(plan).first() if block else None
    return key_uuid(unit.translation_key, block) if unit else None


def texts(file: StarterFile, quiz: uuid.UUID) -> dict[tuple[str, str], str]:
    """The words of a translated file: (owner id, segment path) → text. The quiz and each item own their words."""
    words = {(str(quiz), "title"): file.front["title"], (str(quiz), "intro"): file.section("Intro").text}
    for element in file.section("Items").elements:
        owner = str(key_uuid(quiz, element.key))
        words[owner, "stem"] = element.text
        for name, text in element.fields.items():
            letter, _, why = name.partition(".")
            words[owner, f"options.{key_uuid(quiz, element.key, letter)}.{why or 'text'}"] = text
    return {place: text for place, text in words.items() if text}

"""The item bank in the admin: for authors, and for nobody else who works there."""

import pytest
from wagtail.models import Locale

from assessments.models import Item, Option, Quiz, Slot
from assessments.tests.factories import CANARY, demo_mode, person
from cms.roles import give_role, sync_groups
from curriculum.models import Competency, LessonPlanPage, ModulePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    """A draft quiz of one item, whose reasons carry the canary."""
    from wagtail.models import Page

    locale, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.objects.get(depth=1)
    module = root.add_child(instance=ModulePage(title="Strong feelings", code="er", slug="er", text="Steady", locale=locale))
    plan = module.add_child(instance=LessonPlanPage(title="Feet", code="ER3", slug="er3", minutes=45, locale=locale))
    competency = Competency.objects.create(code="grounding", title="Grounding", text="Steady", locale=locale)
    item = Item(code="er3-q1", stem="A door bangs.", plan=plan, competency=competency, locale=locale, live=False)
    item.options = [Option(text=f"Answer {n}", why=f"{CANARY} {n}", is_right=n == 0, locale=locale, sort_order=n) for n in range(3)]
    item.save()
    made = Quiz(code="ER3-Q", title="Feet: what would you do?", plan=plan, locale=locale)
    made.slots = [Slot(item=item, locale=locale)]
    made.save()
    return made


def addresses(quiz):
    item = quiz.slots.get().item.pk
    base = "/admin/snippets"
    return [
        *(f"{base}/assessments/{model}/" for model in ("quiz", "item")),
        *(f"{base}/assessments/quiz/{verb}/{quiz.pk}/" for verb in ("edit", "history", "usage", "copy")),
        *(f"{base}/assessments/item/{verb}/{item}/" for verb in ("edit", "history", "usage", "copy")),
        *(f"{base}/choose/assessments/{model}/{part}" for model in ("quiz", "item") for part in ("", "results/")),
        f"{base}/choose/assessments/item/chosen/{item}/",
    ]


def entering(client, role, **scope):
    demo_mode()  # elsewhere everybody is first led to a second factor
    sync_groups()
    user = person(f"some-{role}")
    give_role(user=user, role=role, **scope)
    client.force_login(user)


def test_an_author_writes_items_and_quizzes(client, quiz):
    entering(client, "author")
    assert {client.get(address).status_code for address in addresses(quiz)} == {200}
    assert CANARY in client.get(addresses(quiz)[6]).content.decode()


@pytest.mark.parametrize("role", ["trainer", "supervisor", "manager", "counselor", "administrator"])
def test_nobody_else_sees_a_stem_or_a_key(client, quiz, role):
    entering(client, role)
    for address in addresses(quiz):
        answer = client.get(address)
        assert answer.status_code in (302, 403), address
        assert CANARY not in answer.content.decode() and "A door bangs" not in answer.content.decode()


def test_a_quiz_that_is_not_whole_is_not_published_and_the_author_is_told_what_is_missing(client, quiz):
    entering(client, "author")
    codes = [reason.code for reason in quiz.refusals()]
    assert {"too-few-items", "no-critical-item", "item-is-draft", "sign-off-missing"} <= set(codes)
    assert all(str(reason) != reason.code for reason in quiz.refusals()), "a finding has no sentence"
    assert all(reason.link.startswith(f"/admin/snippets/assessments/quiz/edit/{quiz.pk}/") for reason in quiz.refusals())


def test_every_finding_has_a_sentence_that_takes_its_values(quiz):
    from assessments.services.reasons import FINDINGS
    from curriculum.rules import Finding
    from curriculum.services.reasons import as_reason

    values = {"form": "A", "count": 1, "least": 8, "number": 3, "item": "er3-q1"}
    for code in FINDINGS:
        message = str(as_reason(Finding(code, "slots", values), quiz))
        assert message != code and "%(" not in message

"""An item that certified once is never practised, whatever is published later."""

import pytest

from assessments.models import Item, Quiz, Slot
from cms.acting import acting_as
from cms.errors import Refused
from cms.tests.test_canary import published_quiz
from curriculum.tests.factory import World


@pytest.fixture
def world(db):
    return World()


def test_publishing_a_certifying_quiz_marks_its_items_for_good(world):
    published_quiz(world, world.issued())
    item = Item.objects.first()
    assert item.used_to_certify
    item.revisions.first().publish(user=world.author)
    assert Item.objects.get(pk=item.pk).used_to_certify


def test_a_practice_quiz_cannot_use_them(world):
    plan = world.issued()
    certifying = published_quiz(world, plan)
    practice = Quiz(code="ER9-P", title="Practice", plan=plan, purpose="practice", locale=world.locale)
    practice.slots = [Slot(form="A", item=s.item, locale=world.locale, sort_order=n) for n, s in enumerate(certifying.slots.all())]
    practice.save()
    with acting_as(world.author), pytest.raises(Refused) as refused:
        revision = practice.save_revision(user=world.author)
        world.sign(revision)
        revision.publish(user=world.author)
    assert set(refused.value.codes) == {"item-certifies"}

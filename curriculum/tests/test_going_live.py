"""Leaving demo mode: demonstration wording leaves, demo people leave, and nothing that was issued is lost."""

import pytest

from cms import going_live
from cms.errors import Refused
from cms.models import Installation, User
from curriculum.models import Edition, InForce, SignOff


@pytest.fixture
def administrator(db):
    return User.objects.create_superuser("real-administrator", password="correct-horse-battery")


def test_demonstration_content_and_its_cards_leave_every_channel(world, administrator):
    page = world.issued()
    going_live.go_live(administrator)
    row = InForce.objects.get(document=page.translation_key, language="en")
    assert (row.state, row.rendering, row.card_blob, row.reason) == ("withheld", None, None, "demonstration-ended")


def test_what_was_issued_and_signed_stays_on_record(world, administrator):
    world.issued()
    before = Edition.objects.count(), SignOff.objects.count()
    going_live.go_live(administrator)
    assert (Edition.objects.count(), SignOff.objects.count()) == before


def test_demo_people_can_no_longer_log_in(world, administrator, client):
    going_live.go_live(administrator)
    assert not User.objects.filter(is_demo=True, is_active=True).exists()
    assert not client.login(username="author", password="correct-horse-battery")


def test_what_awaits_a_clinician_and_a_phone_call_is_listed(world, administrator):
    world.issued()
    lines = "\n".join(going_live.go_live(administrator))
    assert "plan ER9 in en" in lines and "Child helpline 1098" in lines


def test_a_demo_user_cannot_end_the_demonstration(world):
    with pytest.raises(Refused):
        going_live.go_live(world.person("admin"))
    assert Installation.is_demo()


def test_the_same_words_come_back_once_a_real_clinician_signs(world, administrator):
    from django.utils import timezone

    from cms.acting import acting_as
    from cms.roles import give_role
    from curriculum.services.sign_offs import sign_revision

    page = world.issued()
    going_live.go_live(administrator)
    world.contact.verified_on, world.contact.review_by = timezone.localdate(), timezone.localdate()
    world.contact.save()
    clinician = User.objects.create_user("real-clinician")
    give_role(user=clinician, role="clinician", language="en")
    with acting_as(administrator):
        revision = page.save_revision(user=administrator)
        sign_revision(revision=revision, by=clinician)
        revision.publish(user=administrator)
    row = InForce.objects.get(document=page.translation_key, language="en")
    assert (row.state, row.rendering.approval) == ("current", "clinical")

"""Running courses in the admin: by role, within one's own organisation, and never for oneself."""

import datetime

import pytest

from assessments.tests.factories import person
from cms.models import CareHome, Organisation
from cms.roles import give_role, sync_groups
from training.models import Cohort, Cycle, Enrolment
from training.tests.factories import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    found = world()
    sync_groups()
    give_role(user=found.trainer, role="trainer")
    found.second = person("counselor-mr")
    give_role(user=found.second, role="counselor", home=found.home)
    return found


@pytest.fixture
def trainer(client, here):
    client.force_login(here.trainer)
    return client


@pytest.fixture
def elsewhere(here):
    """A trainer of another organisation, with a cohort of its own."""
    other = Organisation.objects.create(code="other", name="Other")
    CareHome.objects.create(code="home-09", organisation=other)
    user = person("trainer-other")
    give_role(user=user, role="trainer", organisation=other)
    user.cohort = Cohort.objects.create(course=here.course, organisation=other, name="theirs", starts_on=datetime.date(2026, 11, 1))
    return user


def test_a_trainer_enrols_somebody_and_her_first_pass_begins(trainer, here):
    answer = trainer.post("/admin/enrolment/new/", {"cohort": here.cohort.pk, "counselor": str(here.second.pseudonym), "home": ""})
    made = Enrolment.objects.get(counselor=here.second)
    assert answer.status_code == 302 and made.home == here.home
    assert Cycle.objects.get(enrolment=made).rule == here.rule


def test_a_trainer_cannot_enrol_herself(trainer, here):
    answer = trainer.post("/admin/enrolment/new/", {"cohort": here.cohort.pk, "counselor": str(here.trainer.pseudonym), "home": ""})
    assert answer.status_code == 200 and "nobody can enrol herself" in answer.content.decode()
    assert Enrolment.objects.count() == 1


def test_enrolling_again_changes_nothing(trainer, here):
    trainer.post("/admin/enrolment/new/", {"cohort": here.cohort.pk, "counselor": str(here.counselor.pseudonym), "home": ""})
    assert (Enrolment.objects.count(), Cycle.objects.count()) == (1, 1)


def test_a_trainer_makes_a_cohort_of_an_issued_course_only(trainer, here):
    given = {"course": here.course.pk, "organisation": here.home.organisation_id, "name": "spring", "starts_on": "2026-12-01"}
    assert trainer.post("/admin/cohort/new/", given).status_code == 200  # the course row is not live in this world
    assert not Cohort.objects.filter(name="spring").exists()
    type(here.course)._base_manager.filter(pk=here.course.pk).update(live=True)
    assert trainer.post("/admin/cohort/new/", given).status_code == 302
    assert Cohort.objects.filter(name="spring").exists()


@pytest.mark.parametrize("model", ["cohort", "enrolment"])
@pytest.mark.parametrize("verb", ["edit", "history", "usage"])
def test_rows_of_another_organisation_do_not_exist(client, here, elsewhere, model, verb):
    row = getattr(here, model)
    client.force_login(elsewhere)
    assert client.get(f"/admin/{model}/{verb}/{row.pk}/").status_code == 404
    assert here.cohort.name not in client.get(f"/admin/{model}/").content.decode()
    client.force_login(here.trainer)
    assert client.get(f"/admin/{model}/{verb}/{row.pk}/").status_code == 200  # negative control


def test_people_and_cohorts_of_another_organisation_cannot_be_chosen(client, here, elsewhere):
    client.force_login(elsewhere)
    page = client.get("/admin/enrolment/new/").content.decode()
    assert "counselor-mr" not in page and "theirs" in page
    given = {"cohort": elsewhere.cohort.pk, "counselor": str(here.second.pseudonym), "home": ""}
    assert client.post("/admin/enrolment/new/", given).status_code == 200
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("role", ["counselor", "author", "supervisor", "rater"])
def test_other_roles_do_not_run_courses(client, here, role):
    user = person(f"some-{role}")
    give_role(user=user, role=role)
    client.force_login(user)
    for address in ("/admin/cohort/", "/admin/enrolment/", "/admin/enrolment/new/", f"/admin/enrolment/edit/{here.enrolment.pk}/"):
        assert client.get(address).status_code in (302, 403)
    assert client.post("/admin/enrolment/new/", {"cohort": here.cohort.pk, "counselor": str(here.second.pseudonym)}).status_code in (
        302,
        403,
    )
    assert Enrolment.objects.count() == 1

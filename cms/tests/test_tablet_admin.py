"""The page of tablets: each sees and changes the tablets of the homes in her care, and no others."""

import re

import pytest

from cms.models import Device, Role
from cms.tests.tablet import PairedTablet, make_home, person

pytestmark = pytest.mark.django_db
PAGE = "/admin/tablets/"


@pytest.fixture
def supervised(settings, monkeypatch):
    """A supervisor of home-41, with a tablet there and one in home-42."""
    monkeypatch.setattr("cms.models.Installation.is_demo", classmethod(lambda cls: True))
    here, there = PairedTablet(make_home()), PairedTablet(make_home("home-42"))
    for tablet in (here, there):
        tablet.pair()
    return person(Role.SUPERVISOR, home=here.home), here, there


def test_a_supervisor_makes_a_code_for_her_home_and_a_tablet_takes_it(client, supervised):
    supervisor, here, there = supervised
    client.force_login(supervisor)
    page = client.post(PAGE, {"home": "home-41"})
    code = re.search("[B-Z]{4}-[B-Z]{4}", page.content.decode())[0]
    assert "no-store" in page.headers["Cache-Control"], "the code is shown once"
    assert PairedTablet(here.home).pair(code).json()["home"] == "home-41"
    assert "home-42" not in page.content.decode()


def test_another_home_is_not_hers(client, supervised):
    supervisor, here, there = supervised
    client.force_login(supervisor)
    assert client.post(PAGE, {"home": "home-42"}).status_code == 404
    assert client.post(PAGE, {"device": there.device.pk, "state": "blocked"}).status_code == 404
    assert there.device.state == "active"


def test_a_stolen_tablet_is_blocked(client, supervised):
    supervisor, here, there = supervised
    client.force_login(supervisor)
    assert client.post(PAGE, {"device": here.device.pk, "state": "blocked"}).status_code == 302
    assert here.device.state == "blocked" and here.get("/device").json()["code"] == "token-revoked"
    for wrong in ({"device": here.device.pk, "state": "stolen"}, {"device": "x", "state": "active"}, {"state": "active"}):
        assert client.post(PAGE, wrong).status_code == 404
    assert here.device.state == "blocked"


def test_a_counselor_has_no_such_page(client, supervised):
    client.force_login(person(Role.TRAINER))
    assert client.get(PAGE).status_code in (302, 403)
    assert client.post(PAGE, {"home": "home-41"}).status_code in (302, 403)
    assert Device.objects.count() == 2

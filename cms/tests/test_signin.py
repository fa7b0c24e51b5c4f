"""The one way in: by user name or phone, behind one limiter, whichever door is tried."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from cms.management.commands.run import is_public
from cms.models import Installation, User
from cms.roles import give_role, sync_groups
from cms.signin import phone_of

WORD = "walk-slowly-2026"
LOGIN = "/en/account/login/"


@pytest.fixture(autouse=True)
def fresh_limiter():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def counselor(db):
    return User.objects.create_user("counselor-hi", password=WORD, phone="+919800000001")


def enter(client, login, password=WORD):
    return client.post(LOGIN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["counselor-hi", "9800000001", "+91 98000 00001", "09800000001", "९८०००००००१", "৯৮০০০০০০০১"])
def test_she_comes_in_by_name_or_by_phone_in_any_script(client, counselor, login):
    assert enter(client, login).status_code == 302
    assert client.session["_auth_user_id"] == str(counselor.pk)


@pytest.mark.parametrize("login", ["", "98", "call 9800000001 now", "98000000019800000001"])
def test_what_is_no_phone_is_not_taken_for_one(login):
    assert phone_of(login) is None


def test_after_five_wrong_passwords_the_right_one_waits_too(client, counselor):
    for _ in range(5):
        enter(client, "counselor-hi", "wrong-password")
    assert enter(client, "counselor-hi").status_code == 200
    assert "_auth_user_id" not in client.session


def test_without_the_limiter_the_sixth_try_would_get_in(client, counselor, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None}
    for _ in range(5):
        enter(client, "counselor-hi", "wrong-password")
    assert enter(client, "counselor-hi").status_code == 302


@pytest.mark.parametrize("door", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/x/y/"])
def test_the_doors_of_wagtail_lead_to_the_one_log_in(client, door, db):
    for method in (client.get, client.post):
        answer = method(door, {"username": "counselor-hi", "password": WORD})
        assert answer.status_code == 302 and "/account/login/" in answer["Location"]


@pytest.mark.parametrize("path", ["/en/account/signup/", "/en/account/password/reset/", "/en/account/email/", "/accounts/login/"])
def test_doors_nobody_needs_are_not_there(client, path, db):
    assert client.get(path).status_code == 404


@pytest.fixture
def author(db):
    sync_groups()
    user = User.objects.create_user("author-41", password=WORD)
    give_role(user=user, role="author")
    return user


def test_outside_demo_mode_staff_set_up_a_second_factor_first(client, author):
    client.force_login(author)
    answer = client.get("/admin/")
    assert answer.status_code == 302 and answer["Location"].endswith(reverse("mfa_index"))


def test_in_demo_mode_the_second_factor_is_offered_and_not_enforced(client, author):
    Installation.objects.create(mode=Installation.DEMO)
    client.force_login(author)
    assert client.get("/admin/").status_code == 200


def test_pages_with_a_session_are_kept_by_nobody(client, counselor):
    client.force_login(counselor)
    assert client.get("/en/")["Cache-Control"] == "private, no-store"


def test_no_page_may_run_a_script_that_stands_in_it(client, db):
    assert "script-src 'self';" in client.get(LOGIN)["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get(LOGIN)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("host", "public"),
    [("127.0.0.1", False), ("::1", False), ("localhost", False), ("0.0.0.0", True), ("192.168.1.4", True), ("example.org", True)],
)
def test_which_host_faces_others(host, public):
    assert is_public(host) is public


def test_a_demonstration_does_not_face_the_world_unless_somebody_says_so(db, monkeypatch):
    from django.core.management import CommandError

    from cms.management.commands.run import Command

    Installation.objects.create(mode=Installation.DEMO)
    monkeypatch.delenv("DEMO", raising=False)
    with pytest.raises(CommandError, match="DEMO=1"):
        Command().refuse_public_demo("192.168.1.4")
    monkeypatch.setenv("DEMO", "1")
    Command().refuse_public_demo("192.168.1.4")

"""Who may open what, driven by the URL resolver: a door without a contract fails, and so does a door that opens to another."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from cms.demo import PEOPLE, seed_people
from cms.models import User
from curriculum.services.structure import prepare_structure

ANYONE = frozenset({"anonymous", *PEOPLE})
LOGGED_IN = frozenset(PEOPLE)
ADMIN = frozenset({"admin"})
AUTHORS = ADMIN | {"author"}
TRAINERS = ADMIN | {"trainer", "manager"}
OFFICE = frozenset(p for p in PEOPLE if not p.startswith(("counselor", "rater", "homemanager")))  # those who enter the admin
LEARNERS = LOGGED_IN  # anybody may study; quizzes and certificates ask for an enrolment
DESK = frozenset(p for p in PEOPLE if p.startswith(("translator-", "reviewer-", "clinician-")))
CLINICIANS = frozenset(p for p in PEOPLE if p.startswith("clinician"))
DEVICES = frozenset()  # a bearer token of a tablet, never a person's session
NOBODY = frozenset()

# (what the route looks like, who may pass). The first match counts; a route without a match fails the build.
CONTRACTS = [
    (r"^$|^healthz$|^readyz$|^worker\.js$|^media/|^language/$|^verify/|^en/offline/$", ANYONE),
    (r"^\.well-known/tablet-api$|^api/tablet/v1/(keys|openapi\.json|)$", ANYONE),
    (r"^api/tablet/v1/pair$", ANYONE),  # a one-time code, not a session; its own limiter
    (r"^\^?api/tablet/", DEVICES),
    (r"^en/(plans|study|editions|privacy)/(?!.*/done/)|^en/$", ANYONE),
    (r"^en/account/(login|logout)/$", ANYONE),
    (r"^en/account/2fa/authenticate/$", NOBODY),  # only in the middle of a log-in
    (r"^en/account/", LOGGED_IN),
    (r"^en/attempt/.*/answer/$", ANYONE),  # the attempt's own token, so that an expired log-in loses no answer
    (r"^en/study/.*/done/$|^en/(quiz|attempt|certificates)/", LEARNERS),
    (r"^\^?admin/(login|password_reset|localize|\(failwhale)", NOBODY),  # shadowed: they lead away
    (r"^admin/(failwhale|test404)/", NOBODY),
    (r"^admin/(sprite|jsi18n|logout)/", ANYONE),
    (r"^admin/desk/", DESK),
    (r"^admin/review/", CLINICIANS),
    (r"^admin/tablets/", frozenset({"admin", "supervisor"})),
    (r"^admin/(users|groups|sites|collections|workflows)/", ADMIN | OFFICE),  # Wagtail asks for the model's permission; see below
    (r"^admin/(snippets|cohort|enrolment)/", OFFICE),
    (r"^admin/", OFFICE),
]
SHUT = {"login", "403", "404", "405", "home"}


def routes(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def contract_of(route: str):
    return next((who for pattern, who in CONTRACTS if re.search(pattern, route)), None)


SAMPLES = {"int": "1", "uuid": str(uuid.UUID(int=7)), "slug": "ER3", "str": "x"}


def address_of(route: str) -> str:
    """A path that leads to the route; regular expressions are answered with a plain sample."""
    path = re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda m: "1" if m[1] == "pk" else "live", route).replace("<str:pk>", "1")
    path = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES[m[1] or "str"], path)
    path = path.replace(r"(\d+)", "1").replace(r"(live|earliest|\d+)\.\.\.(live|latest|\d+)", "live...latest").replace(r"\.\.\.", "...")
    return "/" + path.replace("^", "").replace("$", "").replace(".*", "x").lstrip("/")


ROUTES = sorted(set(routes()))


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_has_a_contract(route):
    assert contract_of(route) is not None, f"{route}: say in CONTRACTS who may pass"


def test_doors_nobody_uses_are_not_mounted():
    mounted = " ".join(ROUTES)
    for unused in ("api/v2", "api/v3", "django-admin", "embeds/", "choose-embed", "signup", "password/reset", "rest/"):
        assert unused not in mounted.replace("admin/password_reset", "")


@pytest.fixture
def clients(db):
    """A logged-in browser per demo person, and one that nobody logged in."""
    seed_people("correct-horse-battery")
    prepare_structure()
    found = {"anonymous": Client(raise_request_exception=False)}
    for name in PEOPLE:
        found[name] = Client(raise_request_exception=False)
        found[name].force_login(User.objects.get(username=name))
    return found


def how(response) -> str:
    """What the answer comes to: open, or the way it was shut."""
    if response.status_code in (401, 403, 404, 405, 410, 422):
        return str(response.status_code) if response.status_code != 401 else "403"
    if response.status_code in (301, 302):
        target = response["Location"]
        if "/account/login/" in target or "/admin/login/" in target:
            return "login"
        return "home" if target in ("/admin/", "/", "/en/") else "open"
    return "open" if response.status_code < 500 else "500"


def outcomes(clients, principal: str, method: str) -> dict[str, str]:
    """How each route answers a principal."""
    return {route: how(getattr(clients[principal], method)(address_of(route))) for route in ROUTES}


PRINCIPALS = [
    "anonymous",
    "counselor-hi",
    "author",
    "clinician",
    "translator-hi",
    "reviewer-bn",
    "supervisor",
    "trainer",
    "homemanager",
    "admin",
]


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("principal", PRINCIPALS)
def test_no_door_opens_to_one_who_is_not_in_its_contract(clients, principal, method):
    wrong = {
        route: answer
        for route, answer in outcomes(clients, principal, method).items()
        if principal not in contract_of(route) and answer == "open" and not leads_away(route)
    }
    assert wrong == {}


def leads_away(route: str) -> bool:
    """Shadowed doors redirect to the one log-in whoever asks."""
    return contract_of(route) is NOBODY


@pytest.mark.parametrize("principal", ["anonymous", "counselor-hi", "author", "admin"])
def test_no_door_breaks_whoever_knocks(clients, principal):
    broken = {route: answer for route, answer in outcomes(clients, principal, "get").items() if answer == "500"}
    assert broken == {}


def test_the_matrix_sees_an_open_door(clients, monkeypatch):
    """Negative control: with the desk's question answered yes for everybody, the matrix would notice."""
    monkeypatch.setattr("locales.permissions.languages_of", lambda user, *roles: {"hi", "mr", "bn"})
    answers = outcomes(clients, "author", "get")
    assert answers["admin/desk/"] == "open"


# Wagtail's own lists: each asks for the permission on its model. Who may open them, exactly.
LISTS = {
    "/admin/users/": {"admin"},
    "/admin/groups/": {"admin"},
    "/admin/sites/": {"admin"},
    "/admin/workflows/list/": {"admin"},
    "/admin/snippets/assessments/item/": {"admin", "author"},
    "/admin/snippets/assessments/quiz/": {"admin", "author"},
    "/admin/snippets/training/course/": {"admin", "author"},
    "/admin/snippets/curriculum/referralcontact/": {"admin", "author"},
    "/admin/cohort/": {"admin", "trainer", "manager"},
    "/admin/enrolment/": {"admin", "trainer", "manager"},
    "/admin/desk/": set(DESK),
    "/admin/review/": set(CLINICIANS),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_opens_exactly_to_those_whose_work_it_is(clients, path):
    assert {name for name, client in clients.items() if how(client.get(path)) == "open"} == LISTS[path]

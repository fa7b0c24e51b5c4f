"""A random marker stands in every answer key; nobody but those who write, sign or translate keys ever receives it.

Every route is asked with every id that leads somewhere: an open attempt, the quiz and its items in the admin, revisions, blobs.
"""

import itertools
import re
import uuid

import pytest
from django.test import Client
from wagtail.models import Revision

from assessments.models import Attempt, Item, Option, Quiz, Slot
from cms.acting import acting_as
from cms.demo import PEOPLE
from cms.models import Device, User
from cms.tests.tablet import PairedTablet
from cms.tests.test_permissions import ROUTES, address_of
from curriculum.models import Blob, InForce
from curriculum.tests.factory import World

WRITERS = {"author", "admin"}
MARK = f"canary{uuid.uuid4().hex}"


def reads_keys(name: str) -> bool:
    """Those whose work the key is: authors, clinicians who sign it, translators and reviewers of its reasons."""
    return name in WRITERS or name.startswith(("clinician", "translator", "reviewer"))


@pytest.fixture
def crawl(db, django_capture_on_commit_callbacks):
    """A certifying quiz in force with a marker in each key, an attempt under way, and every id worth knocking with."""
    with django_capture_on_commit_callbacks(execute=True):
        world = World()
        plan = world.issued()
        quiz = published_quiz(world, plan)
    row = InForce.objects.get(document_kind="quiz")
    counselor = world.person("counselor-hi")
    attempt = Attempt.objects.create(
        counselor=counselor, quiz=quiz.translation_key, rendering=row.rendering, language="en", occasion=uuid.uuid4(),
        started_at=row.rendering.approved_at,
    )  # fmt: skip
    public = row.rendering.blob_id
    return {
        "int": [str(n) for n in {1, quiz.pk, Item.objects.first().pk, plan.pk, *Revision.objects.values_list("pk", flat=True)[:3]}],
        "uuid": [str(attempt.pk), str(quiz.translation_key), str(Item.objects.first().translation_key)],
        "slug": ["ER9", "ER9-Q", "quiz", "en", "hi", "assessments"],
        "str": ["ER9-Q", public, row.rendering.key_blob_id, "quiz", "en"],
        "sha256": [public, row.rendering.key_blob_id, str(Blob.objects.filter(private=True).first().pk)],
        "root": [public, row.rendering.key_blob_id],
    }


def published_quiz(world, plan) -> Quiz:
    quiz = Quiz(code="ER9-Q", title="What helps?", plan=plan, locale=world.locale)
    items = []
    for number in range(8):
        item = Item(code=f"i{number}", stem="A door bangs. What helps?", plan=plan, competency=world.competency, locale=world.locale)
        item.critical = number == 0
        item.options = [
            Option(text=f"Answer {n}", why=f"{MARK} {number}{n}", is_right=n == number % 3, locale=world.locale, sort_order=n)
            for n in range(3)
        ]
        item.save()
        item.save_revision(user=world.author).publish(user=world.author)
        items.append(item)
    quiz.slots = [Slot(form="A", item=item, locale=world.locale, sort_order=n) for n, item in enumerate(items)]
    quiz.save()
    with acting_as(world.author):
        revision = quiz.save_revision(user=world.author)
        world.sign(revision)
        revision.publish(user=world.author)
    return quiz


def addresses(crawl: dict) -> set[str]:
    """Every route with every id of its kinds; at most six addresses each, the first ids of each kind first."""
    found = set()
    for route in ROUTES:
        kinds = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        choices = [crawl.get(kind or ("sha256" if name == "sha256" else "root"), ["1"]) for kind, name in kinds]
        for values in itertools.islice(itertools.product(*choices), 6):
            path = route
            for value in values:
                path = re.sub(r"<(?:\w+:)?\w+>", value, path, count=1)
            found.add(address_of(path))
    return found


def singing(client: Client, paths, **extra) -> list[str]:
    """The addresses whose answer carries the marker."""
    heard = []
    for path in sorted(paths):
        answer = client.get(path, **extra)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if MARK.encode() in body or MARK in str(answer.headers):
            heard.append(path)
    return heard


LISTENERS = ["anonymous", *(name for name in PEOPLE if not reads_keys(name) and not name.endswith(("-mr", "-bn", "-2")))]


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTENERS)
def test_no_address_gives_an_answer_key_to_one_who_does_not_write_it(crawl, name):
    client = Client(raise_request_exception=False)
    if name != "anonymous":
        client.force_login(User.objects.get(username=name))
    assert singing(client, addresses(crawl)) == []


def test_no_address_gives_an_answer_key_to_a_tablet(crawl):
    from cms.models import CareHome

    tablet = PairedTablet(CareHome.objects.get(code="home-01"))
    token = paired(tablet)
    paths = {path for path in addresses(crawl) if path.startswith("/api/tablet/")}
    assert len(paths) > 8
    client = Client(raise_request_exception=False)
    assert singing(client, paths, HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_ACCEPT_ENCODING="identity") == []


def paired(tablet: PairedTablet) -> str:
    """A token as pairing gives it."""
    tablet.pair()
    assert Device.objects.exists()
    return tablet.token


def test_the_author_hears_the_canary_where_keys_are_written(crawl):
    """Negative control: the crawl does find the marker for one who may read it."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="author"))
    paths = {path for path in addresses(crawl) if "/snippets/assessments/item/edit/" in path}
    assert singing(client, paths) != []

"""The process is killed before each SQL write of a publication; afterwards either all of it is there or nothing."""

import shutil
import sqlite3

import pytest
from django.db import connection

from cms.tests.forks import KILLED, in_child
from curriculum.tests.factory import World, do

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="each run needs a database file of its own")


def build():
    """A plan with one edition and a signed draft of the next."""
    world = World()
    page = world.issued()
    page.change_note = "Clearer."
    world.draft(do(page, "Breathe in slowly."))


def publish():
    from cms.acting import acting_as
    from cms.models import User
    from curriculum.models import LessonPlanPage

    author = User.objects.get(username="author")
    with acting_as(author):
        LessonPlanPage.objects.get(code="ER9", locale__language_code="en").get_latest_revision().publish(user=author)


def state() -> dict:
    """What a reader, a tablet and an author would find, and whether it fits together."""
    from curriculum.models import Blob, ChannelPointer, Edition, InForce, LessonPlanPage, PartInForce, Release

    page = LessonPlanPage.objects.get(code="ER9", locale__language_code="en")
    row = InForce.objects.get(document=page.translation_key, language="en")
    release = ChannelPointer.objects.get().release
    root = Blob.objects.get(pk=release.root_id).json()
    entries = [e for p in root["parts"] for e in Blob.objects.get(pk=p["sha256"]).json()["entries"]]
    offered = next(e for e in entries if e["p"] == "plan/ER9")
    edition = row.rendering.edition
    return {
        "number": edition.number,
        "newest": Edition.objects.filter(document=page.translation_key).order_by("-number").first().number,
        "offered": offered["v"],
        "live_is_the_edition": page.live_revision_id == edition.revision,
        "parts_fit": {p["sha256"] for p in root["parts"]} == set(PartInForce.objects.values_list("blob_id", flat=True)),
        "pointer_is_newest": release.seq == Release.objects.order_by("-seq").first().seq,
    }


def whole(found: dict) -> bool:
    same = found["number"] == found["newest"] == found["offered"]
    return same and found["live_is_the_edition"] and found["parts_fit"] and found["pointer_is_newest"]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """A database file with one edition in force and the next one signed, at rest in a single file."""
    folder = tmp_path_factory.mktemp("torn")
    path = folder / "built.sqlite3"
    shutil.copy(connection.settings_dict["NAME"], path)
    code, result, _ = in_child(path, build, django_db_blocker)
    assert code == 0, result
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def copy_of(built, name):
    path = built.parent / name
    for suffix in ("", "-wal", "-shm"):
        path.with_name(name + suffix).unlink(missing_ok=True)
    shutil.copy(built, path)
    return path


def test_a_publication_killed_before_any_write_leaves_nothing_torn(built, django_db_blocker):
    code, result, writes = in_child(copy_of(built, "count.sqlite3"), publish, django_db_blocker)
    assert code == 0 and writes > 20, result
    for number in range(1, writes + 1):
        path = copy_of(built, "killed.sqlite3")
        code, result, _ = in_child(path, publish, django_db_blocker, kill_before=number)
        assert code == KILLED, f"write {number}: {result}"
        code, found, _ = in_child(path, state, django_db_blocker)
        assert code == 0 and whole(found), f"torn before write {number}: {found}"


def test_publishing_again_after_a_kill_gives_the_edition(built, django_db_blocker):
    path = copy_of(built, "again.sqlite3")
    assert in_child(path, publish, django_db_blocker, kill_before=12)[0] == KILLED
    assert in_child(path, publish, django_db_blocker)[0] == 0
    _, found, _ = in_child(path, state, django_db_blocker)
    assert found["number"] == 2 and whole(found)


def publish_without_transactions():
    """The same publication with every `atomic` made to do nothing."""
    from contextlib import ExitStack, contextmanager
    from unittest import mock

    @contextmanager
    def nothing(*args, **kwargs):
        yield

    rooms = ("cms.publishing", "curriculum.services.releases", "curriculum.services.gate")
    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(mock.patch(f"{room}.transaction.atomic", nothing))
        publish()


def test_without_its_transaction_a_killed_publication_is_torn(built, django_db_blocker):
    _, _, writes = in_child(copy_of(built, "count.sqlite3"), publish_without_transactions, django_db_blocker)
    torn = []
    for number in range(1, writes + 1, 2):
        path = copy_of(built, "killed.sqlite3")
        in_child(path, publish_without_transactions, django_db_blocker, kill_before=number)
        _, found, _ = in_child(path, state, django_db_blocker)
        torn.append(not isinstance(found, dict) or not whole(found))
        if torn[-1]:
            break
    assert any(torn)

"""What an edition is: frozen bytes, a number, a class, and what each class does to the other languages."""

import gzip

import brotli
import orjson
import pytest
from django.db import IntegrityError, connection, transaction

from cms.acting import acting_as
from curriculum import rules
from curriculum.models import Blob, ChannelPointer, Edition, InForce, PartInForce, Reach, Rendering
from curriculum.services import issuing, translations
from curriculum.tests.factory import do, say
from locales import services as desk
from locales.models import Segment


def in_force(page, language="en") -> InForce:
    return InForce.objects.with_bytes().get(channel="stable", document=page.translation_key, language=language)


@pytest.fixture
def hindi(world, django_capture_on_commit_callbacks):
    """A plan in force in English and Hindi."""
    with django_capture_on_commit_callbacks(execute=True):
        page = world.issued()
    translate(world, page)
    return page


def translate(world, page, words="हिन्दी वाक्य"):
    people = issuing.demo_people("hi")
    waiting = desk.incomplete(page, "hi")
    texts = {(str(s.owner), s.path): words + " " + "क" * n for n, s in enumerate(waiting)}
    return issuing.issue_translation(page, "hi", texts, people)


def reissue(world, page, change_class, capture):
    page.change_class, page.change_note = change_class, "Clearer."
    with capture(execute=True):
        return world.publish(page)


CHANGED = {Edition: "note", Rendering: "approval", Blob: "media_type"}


# --- bytes -------------------------------------------------------------------------------------------------------------


def test_publishing_freezes_canonical_bytes_under_their_own_address(world):
    row = in_force(world.issued())
    blob = Blob.objects.get(pk=row.rendering.blob_id)
    assert rules.sha256(bytes(blob.identity)) == blob.sha256
    assert brotli.decompress(bytes(blob.br)) == gzip.decompress(bytes(blob.gzip)) == bytes(blob.identity)
    assert orjson.dumps(blob.json(), option=orjson.OPT_SORT_KEYS) == bytes(blob.identity)


def test_the_bytes_say_number_class_note_and_approval(world):
    document = in_force(world.issued()).rendering.blob.json()
    assert (document["edition"]["number"], document["edition"]["change_class"]) == (1, "content")
    assert document["approval"] == {"kind": "demonstration", "notice": "Starter content, not yet clinically approved"}


def test_a_second_edition_gets_the_next_number_and_leaves_the_first_as_it_was(world):
    page = world.issued()
    first = Rendering.objects.get(edition__document=page.translation_key)
    world.publish(do(page, "Breathe in slowly."))
    assert list(Edition.objects.filter(document=page.translation_key).values_list("number", flat=True).order_by("number")) == [1, 2]
    assert "Breathe out" in bytes(Blob.objects.get(pk=first.blob_id).identity).decode()


def test_ids_of_steps_outlive_the_edition(world):
    page = world.issued()
    before = [s["id"] for s in in_force(page).rendering.blob.json()["steps"]]
    world.publish(say(page, "Feel both feet."))
    assert [s["id"] for s in in_force(page).rendering.blob.json()["steps"]] == before


@pytest.mark.parametrize("table", [Edition, Rendering, Blob])
def test_an_issued_row_can_neither_change_nor_go(world, table):
    world.issued()
    row = table.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.filter(pk=row.pk).update(**{CHANGED[table]: "x"})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table._meta.db_table}")


def test_the_pointer_names_a_root_whose_every_part_and_blob_can_be_reached(world):
    world.issued()
    pointer = ChannelPointer.objects.get(channel="stable")
    root = Blob.objects.get(pk=pointer.release.root_id).json()
    assert root["seq"] == pointer.release.seq
    assert {p["sha256"] for p in root["parts"]} == set(PartInForce.objects.values_list("blob_id", flat=True))
    for part in root["parts"]:
        for entry in Blob.objects.get(pk=part["sha256"]).json()["entries"]:
            assert Reach.objects.filter(blob_id=entry["sha256"], until=None).exists()


def test_an_older_root_cannot_pose_as_a_newer_one(world):
    page = world.issued()
    old = ChannelPointer.objects.get(channel="stable").release.root_id
    world.publish(do(page, "Breathe in."))
    new = Blob.objects.get(pk=ChannelPointer.objects.get(channel="stable").release.root_id).json()
    assert new["prev"] == old and new["seq"] > Blob.objects.get(pk=old).json()["seq"]


# --- languages ---------------------------------------------------------------------------------------------------------


def test_a_translation_becomes_a_rendering_of_the_edition_in_force(hindi):
    english, other = in_force(hindi).rendering, in_force(hindi, "hi").rendering
    assert english.edition_id == other.edition_id
    assert other.blob.json()["summary"].startswith("हिन्दी")
    assert [s["id"] for s in english.blob.json()["steps"]] == [s["id"] for s in other.blob.json()["steps"]]


def test_no_untranslated_passage_goes_live(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = world.issued()
    with pytest.raises(translations.Refused) as refused:
        translations.approve(page, "hi", world.person("reviewer-hi"))
    assert "segments-open" in refused.value.codes
    assert not InForce.objects.filter(document=page.translation_key, language="hi").exists()


def test_a_content_edit_leaves_the_approved_hindi_live_and_marks_it_behind(world, hindi, django_capture_on_commit_callbacks):
    before = in_force(hindi, "hi").rendering_id
    reissue(world, do(hindi, "Breathe in slowly."), "content", django_capture_on_commit_callbacks)
    row = in_force(hindi, "hi")
    assert (row.state, row.rendering_id) == ("behind", before)


def test_a_safety_edit_withholds_the_hindi_and_keeps_its_card(world, hindi, django_capture_on_commit_callbacks):
    reissue(world, say(hindi, "Keep your eyes open."), "safety", django_capture_on_commit_callbacks)
    row = in_force(hindi, "hi")
    assert (row.state, row.rendering_id, row.card_blob_id is not None) == ("withheld", None, True)


def test_without_the_class_rule_the_old_hindi_would_stay_on_show(world, hindi, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("curriculum.rules.language_effect", lambda *a: "behind")
    reissue(world, say(hindi, "Keep your eyes open."), "safety", django_capture_on_commit_callbacks)
    assert in_force(hindi, "hi").rendering_id is not None


def test_exactly_the_edited_sentence_becomes_stale(world, hindi, django_capture_on_commit_callbacks):
    reissue(world, do(hindi, "Breathe in slowly."), "content", django_capture_on_commit_callbacks)
    stale = Segment.objects.filter(language="hi", state="stale")
    assert [(s.source, s.approved_source) for s in stale] == [("Breathe in slowly.", "Breathe out slowly.")]


def test_a_reapproved_translation_comes_back_in_force(world, hindi, django_capture_on_commit_callbacks):
    reissue(world, say(hindi, "Keep your eyes open."), "safety", django_capture_on_commit_callbacks)
    translate(world, type(hindi).objects.get(pk=hindi.pk), "नया वाक्य")
    row = in_force(hindi, "hi")
    assert row.state == "current" and row.rendering.edition.number == 2


def test_a_translation_is_signed_in_its_own_language(world, hindi, django_capture_on_commit_callbacks):
    reissue(world, say(hindi, "Keep your eyes open."), "safety", django_capture_on_commit_callbacks)
    page = type(hindi).objects.get(pk=hindi.pk)
    texts = {(str(s.owner), s.path): "नया वाक्य" for s in desk.incomplete(page, "hi")}
    desk.import_texts(page, "hi", texts, by=world.person("translator-hi"))
    desk.review_document(page, "hi", by=world.person("reviewer-hi"))
    with pytest.raises(translations.Refused) as refused, acting_as(world.person("reviewer-hi")):
        translations.approve(page, "hi", world.person("reviewer-hi"))
    assert refused.value.codes == ["sign-off-missing"]

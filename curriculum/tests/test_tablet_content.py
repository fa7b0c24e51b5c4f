"""What a tablet reads: signed, stored, one query each; never an answer key, never another channel's, never what was withdrawn."""

import gzip
import hashlib
import json
from base64 import b64decode
from datetime import timedelta

import brotli
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.utils import timezone
from openapi_spec_validator import validate

from cms.models import Device
from cms.tablet import keys
from cms.tests.tablet import API, PairedTablet, is_problem
from curriculum.models import Blob, Pack, Reach, Rendering
from curriculum.services import blobs, packs, pointers
from curriculum.tests.tablet_world import Shelf, home

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    shelf = Shelf()
    shelf.put("ER1", "ER2", "TIC1", size=2_000)
    return shelf


@pytest.fixture
def tablet(shelf):
    tablet = PairedTablet(home())
    tablet.pair()
    tablet.get("/pointer")  # the first use of a token and the first sight of a tablet are written down
    return tablet


def payload(answer) -> dict:
    data = gzip.decompress(answer.content) if answer.headers.get("Content-Encoding") == "gzip" else answer.content
    return json.loads(b64decode(json.loads(data)["payload"]))


def root_of(tablet) -> str:
    return payload(tablet.get("/pointer"))["root"]["sha256"]


def head(answer) -> int:
    """About what the answer's head costs on the wire."""
    return sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) + 60


# The pointer


def test_the_pointer_is_signed_over_its_exact_bytes(tablet):
    envelope = json.loads(tablet.get("/pointer").content)
    signed = keys.pre_authentication(envelope["payloadType"], b64decode(envelope["payload"]))
    key = Ed25519PublicKey.from_public_bytes(keys.public(keys.signing_keys()[-1]))
    key.verify(b64decode(envelope["signatures"][0]["sig"]), signed)


def test_the_pointer_says_what_is_in_force_for_this_home(tablet):
    found = payload(tablet.get("/pointer"))
    assert (found["channel"], found["seq"], found["assign"]["locales"]) == ("stable", 1, ["hi", "en"])
    assert Blob.objects.get(sha256=found["root"]["sha256"]).size == found["root"]["size"]


def test_nothing_changed_is_one_short_answer_and_one_query(tablet, django_assert_num_queries):
    tag = tablet.get("/pointer").headers["ETag"]
    with django_assert_num_queries(1):
        answer = tablet.get("/pointer", **{"If-None-Match": tag})
    assert answer.status_code == 304 and not answer.content and head(answer) <= 600
    weak = tablet.get("/pointer", **{"If-None-Match": f'"other", W/{tag}', "Accept-Encoding": "gzip"})
    assert weak.status_code == 304, "a proxy may have weakened the tag"


def test_the_pointer_is_the_same_bytes_until_something_changes(tablet, shelf):
    first, again = tablet.get("/pointer"), tablet.get("/pointer")
    assert first.content == again.content
    shelf.put("ER2", size=2_000)
    assert tablet.get("/pointer", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_pointer_without_news_is_signed_anew_every_month():
    made = timezone.now()
    facts = pointers.Facts("stable", 1, "a" * 64, 1, made, b"[]", ("hi",))
    one, later, month = (pointers.pointer(facts, made + timedelta(days=d)) for d in (0, 29, 31))
    assert one == later and month.tag != one.tag
    fresh = json.loads(b64decode(json.loads(month.envelope)["payload"]))["fresh_until"]
    assert fresh == pointers.moment(made + timedelta(days=120))


def test_an_emergency_withdrawal_fits_in_two_kilobytes(tablet, shelf):
    codes = [f"ER{n}" for n in range(10, 30)]
    shelf.put(*codes, size=2_000)
    for code in codes:
        shelf.withhold(code)
    answer = tablet.get("/pointer", **{"Accept-Encoding": "br, gzip"})
    assert len(payload(answer)["withdrawn"]) == 12
    assert len(answer.content) + head(answer) <= 2_048


def test_a_channel_without_a_release_is_a_problem(shelf):
    tablet = PairedTablet(home("home-17", channel="pilot"))
    tablet.pair()
    assert is_problem(tablet.get("/pointer"), 404, "nothing-released")


def test_what_a_tablet_holds_is_noted_once(tablet, django_assert_num_queries):
    with django_assert_num_queries(2):
        tablet.get("/pointer", **{"Release-Held": "1"})
    with django_assert_num_queries(1):
        tablet.get("/pointer", **{"Release-Held": "1"})
    tablet.get("/pointer", **{"Release-Held": "x'; --"})
    assert Device.objects.get().release_held == 1


# Blobs


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
def test_every_stored_form_unpacks_to_what_its_address_says(tablet, coding, django_assert_num_queries):
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    for sha in Reach.objects.values_list("blob_id", flat=True):
        with django_assert_num_queries(1):
            answer = tablet.get(f"/blobs/{sha}", **{"Accept-Encoding": coding})
        assert answer.headers.get("Content-Encoding", "") == coding and "immutable" in answer.headers["Cache-Control"]
        assert hashlib.sha256(unpack(answer.content)).hexdigest() == sha


def test_a_form_the_tablet_does_not_take_is_not_sent(tablet):
    answer = tablet.get(f"/editions/{root_of(tablet)}", **{"Accept-Encoding": "br;q=0, gzip;q=0.5, *"})
    assert answer.headers["Content-Encoding"] == "gzip" and answer.headers["Vary"].startswith("Accept-Encoding")


def test_unknown_private_and_foreign_bytes_look_the_same(tablet, shelf):
    key = Rendering.objects.values_list("key_blob_id", flat=True)[0]
    _, unreleased = shelf.rendering("ER9", "hi", 2_000)
    pilot = Shelf(channel="pilot")
    pilot.put("PS1", size=2_000)
    foreign = Rendering.objects.get(edition__code="PS1").blob_id
    answers = [tablet.get(f"/{door}/{sha}") for door in ("blobs", "editions") for sha in ("0" * 64, key, unreleased.blob_id, foreign, "x")]
    assert all(is_problem(answer, 404, "unknown-blob") for answer in answers)
    assert len({answer.content for answer in answers}) == 1
    reader = PairedTablet(home("home-17", channel="pilot"))
    reader.pair()
    assert reader.get(f"/blobs/{foreign}").status_code == 200, "negative control: its own channel may read it"


def test_a_key_stays_unread_even_when_a_mistake_puts_it_in_reach(tablet):
    key = Rendering.objects.values_list("key_blob_id", flat=True)[0]
    Reach.objects.create(channel="stable", blob_id=key, last_seq=1)
    assert is_problem(tablet.get(f"/blobs/{key}"), 404, "unknown-blob")


def test_withdrawn_bytes_are_gone_in_every_edition_and_the_card_stays(tablet, shelf):
    shelf.put("ER1", size=2_000)
    renderings = Rendering.objects.filter(edition__code="ER1")
    assert {tablet.get(f"/blobs/{r.blob_id}").status_code for r in renderings} == {200}
    shelf.withhold("ER1")
    assert {tablet.get(f"/blobs/{r.blob_id}").status_code for r in renderings} == {404}
    assert {tablet.get(f"/blobs/{r.card_blob_id}").status_code for r in renderings} == {200}


def test_a_card_recalled_as_harmful_is_gone_too(tablet, shelf):
    card = Rendering.objects.get(edition__code="ER1").card_blob_id
    shelf.withhold("ER1", reason="card-recalled")
    assert is_problem(tablet.get(f"/blobs/{card}"), 404, "unknown-blob")
    assert card not in tablet.get(f"/packs/{root_of(tablet)}?l=hi").content.decode()


def test_replaced_bytes_may_be_fetched_until_the_slowest_sync_is_over(tablet, shelf):
    old = Rendering.objects.get(edition__code="ER1").blob_id
    shelf.put("ER1", size=2_000)
    assert tablet.get(f"/blobs/{old}").status_code == 200
    Reach.objects.filter(blob=old).update(until=timezone.now())
    assert tablet.get(f"/blobs/{old}").status_code == 404


@pytest.fixture
def sound(shelf):
    data = bytes(range(256)) * 40
    made = blobs.media(data, "audio/mp4")
    blobs.store([made])
    shelf.put("ER4", size=2_000, media=[{"sha256": made.sha256, "size": made.size, "type": "audio/mp4"}])
    return made.sha256, data


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=10000-", slice(10_000, None)),
        ("bytes=-40", slice(-40, None)),
        ("bytes=10200-99999", slice(10_200, None)),
    ],
)
def test_media_go_on_where_they_stopped(tablet, sound, asked, part):
    sha, data = sound
    answer = tablet.get(f"/blobs/{sha}", Range=asked, **{"If-Range": f'"{sha}"'})
    start = range(len(data))[part].start
    assert answer.status_code == 206 and answer.content == data[part]
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(answer.content) - 1}/{len(data)}"


def test_media_are_whole_unless_the_range_is_of_these_bytes(tablet, sound):
    sha, data = sound
    for headers in (
        {},
        {"Range": "bytes=5-9", "If-Range": '"other"'},
        {"Range": "pages=1-2"},
        {"Range": "bytes=1-2,5-9"},
        {"Range": "bytes=-"},
    ):
        answer = tablet.get(f"/blobs/{sha}", **headers, **{"Accept-Encoding": "br, gzip"})
        assert answer.status_code == 200 and answer.content == data and "Content-Encoding" not in answer.headers
    assert is_problem(tablet.get(f"/blobs/{sha}", Range="bytes=99999-"), 416, "range-not-satisfiable")
    assert is_problem(tablet.get(f"/blobs/{sha}", Range="bytes=9-5"), 416, "range-not-satisfiable")


# Packs


def lines(answer) -> dict[str, str]:
    return {line["h"]: line["b"] for line in map(json.loads, answer.content.splitlines())}


def test_a_pack_holds_everything_of_one_language_and_no_key(tablet, shelf):
    shelf.put("ER1", language="mr", size=2_000)
    answer = tablet.get(f"/packs/{root_of(tablet)}?l=hi")
    found = lines(answer)
    assert answer.headers["Pack-Base"] == "none" and next(iter(found)) == root_of(tablet)
    assert all(hashlib.sha256(text.encode()).hexdigest() == sha for sha, text in found.items())
    hindi, marathi = (Rendering.objects.filter(language=code) for code in ("hi", "mr"))
    assert {r.blob_id for r in hindi} | {r.card_blob_id for r in hindi} <= found.keys()
    assert not {r.blob_id for r in marathi} & found.keys() and "quiz-key" not in answer.content.decode()


def test_a_pack_from_a_known_release_holds_only_what_is_new(tablet, shelf):
    before = root_of(tablet)
    shelf.put("ER2", size=2_000)
    answer = tablet.get(f"/packs/{root_of(tablet)}?l=hi&from={before}")
    assert answer.headers["Pack-Base"] == before
    changed = Rendering.objects.get(edition__code="ER2", edition__number=2).blob_id
    assert changed in lines(answer) and len(lines(answer)) == 3, "the root, one part, one plan; its card is as it was"


def test_a_pack_from_an_unknown_release_is_whole(tablet):
    answer = tablet.get(f"/packs/{root_of(tablet)}?l=hi&from={'f' * 64}")
    assert answer.headers["Pack-Base"] == "none" and len(lines(answer)) > 3


def test_a_built_pack_costs_one_query(tablet, shelf, django_assert_num_queries):
    before = root_of(tablet)
    shelf.put("ER2", size=2_000)
    for base in ("", before):
        path = f"/packs/{root_of(tablet)}?l=hi&from={base}"
        first = tablet.get(path).content
        with django_assert_num_queries(1):
            assert tablet.get(path).content == first


def test_an_older_release_is_not_packed_again(tablet, shelf):
    before = root_of(tablet)
    assert tablet.get(f"/packs/{before}?l=hi").status_code == 200
    shelf.withhold("ER1")
    assert is_problem(tablet.get(f"/packs/{before}?l=hi"), 404, "unknown-blob"), "it could hold what was withdrawn since"


def test_an_unknown_language_is_a_problem(tablet):
    for code in ("xx", "", "HI", "hi'"):
        assert is_problem(tablet.get(f"/packs/{root_of(tablet)}?l={code}"), 404, "language-unknown")
    assert is_problem(tablet.get(f"/packs/{root_of(tablet)}"), 400, "envelope-invalid")


def test_packs_are_built_after_a_release_and_old_ones_dropped(tablet, shelf):
    before = root_of(tablet)
    tablet.get(f"/packs/{before}?l=hi")
    shelf.put("ER2", size=2_000)
    assert packs.build_packs("stable") == 1 and packs.build_packs("pilot") == 0
    assert list(Pack.objects.values_list("root", "base")) == [(root_of(tablet), before)]


def test_a_pack_that_would_be_too_large_is_left_to_the_blobs(tablet, monkeypatch):
    monkeypatch.setattr(packs, "WHOLE", 100)
    assert is_problem(tablet.get(f"/packs/{root_of(tablet)}?l=hi"), 404, "unknown-blob")
    assert not Pack.objects.exists()


def test_content_requests_ask_tablets_releases_and_bytes_and_no_page(tablet, django_assert_num_queries):
    for path in ("/pointer", f"/editions/{root_of(tablet)}", f"/packs/{root_of(tablet)}?l=hi"):
        tablet.get(path)
        with django_assert_num_queries(1) as seen:
            tablet.get(path)
        sql = seen.captured_queries[0]["sql"]
        assert "cms_devicetoken" in sql and "wagtail" not in sql and "page" not in sql


# The contract


def test_the_contract_is_valid_openapi_and_the_committed_one():
    call_command("openapi", "--check")


def test_the_contract_validates(client):
    found = client.get(f"{API}/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    validate(found)


def test_a_changed_contract_is_noticed(monkeypatch):
    monkeypatch.setattr("cms.tablet.api.api.title", "another")
    with pytest.raises(CommandError):
        call_command("openapi", "--check")


def test_the_answers_fit_the_contract(tablet, client):
    from jsonschema import Draft202012Validator

    schemas = client.get(f"{API}/openapi.json").json()["components"]["schemas"]

    def fits(name, value):
        Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}).validate(value)

    fits("Pointer", payload(tablet.get("/pointer")))
    fits("Envelope", tablet.get("/pointer").json())
    root = tablet.get(f"/editions/{root_of(tablet)}").json()
    fits("Edition", root)
    for part in root["parts"]:
        fits("Edition", tablet.get(f"/editions/{part['sha256']}").json())
    fits("Device", tablet.get("/device").json())
    fits("Results", tablet.get("/results").json())
    fits("Keys", tablet.get("/keys").json())
    fits("Paired", tablet.pair().json())
    fits("Problem", tablet.get("/blobs/x").json())

"""What readers get: one query for frozen bytes, the same for everyone, and a reason with the card when a text is withheld."""

import pytest

from curriculum.models import Blob
from curriculum.services import blobs
from curriculum.tests.factory import say
from curriculum.tests.test_editions import hindi, reissue  # noqa: F401 - a fixture

ADDRESSES = ["/en/plans/ER9/", "/en/plans/", "/en/plans/ER9.pdf"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_of_content_takes_one_query(world, client, django_assert_num_queries, address):
    world.issued()
    client.get(address)
    with django_assert_num_queries(1):
        assert client.get(address).status_code == 200


def test_a_page_of_content_is_the_same_for_everyone(world, client):
    world.issued()
    anonymous = client.get("/en/plans/ER9/").content
    client.force_login(world.person("counselor-hi"))
    assert client.get("/en/plans/ER9/").content == anonymous


def test_a_withheld_plan_says_why_and_shows_its_card(world, client, hindi, django_capture_on_commit_callbacks):  # noqa: F811
    reissue(world, say(hindi, "Keep your eyes open."), "safety", django_capture_on_commit_callbacks)
    page = client.get("/hi/plans/ER9/")
    assert page.status_code == 200
    assert page.context["card"]["text"] and page.context["fallback"]["language"] == "en"
    assert "Feel your feet" not in page.content.decode()


def test_a_plan_nobody_translated_is_offered_in_english_and_labelled(world, client):
    world.issued()
    page = client.get("/hi/plans/ER9/")
    assert (page.context["fallback"]["language"], page.context["card"]) == ("en", None)


def test_an_unknown_plan_is_not_found(world, client):
    assert client.get("/en/plans/NONE/").status_code == 404


def test_an_older_wording_can_be_read_at_its_address(world, client):
    from curriculum.models import Rendering
    from curriculum.tests.factory import do

    page = world.issued()
    sha = Rendering.objects.get(edition__document=page.translation_key).blob_id
    world.publish(do(page, "Breathe in slowly."))
    shown = client.get(f"/en/editions/{sha}/").content.decode()
    assert "Breathe out slowly." in shown and "Breathe in slowly." not in shown


def test_a_picture_is_served_by_its_address_and_a_key_never(db, client):
    picture = blobs.media(b"RIFF....WEBP", "image/webp")
    key = blobs.packed({"schema": "quiz-key/1", "right": "b"}, private=True)
    blobs.store([picture, key])
    assert client.get(f"/media/{picture.sha256}").content == b"RIFF....WEBP"
    assert client.get(f"/media/{key.sha256}").status_code == 404
    assert Blob.objects.filter(private=True).exists()


def test_page_print_and_tablet_read_the_same_bytes(world, client):
    from pypdfium2 import PdfDocument

    from cms.models import CareHome
    from cms.tests.tablet import PairedTablet
    from curriculum.models import Rendering

    page = world.issued()
    rendering = Rendering.objects.get(edition__document=page.translation_key)
    tablet = PairedTablet(CareHome.objects.get(code="home-01"))
    tablet.pair()
    sent = tablet.get(f"/blobs/{rendering.blob_id}", **{"Accept-Encoding": "identity"}).content
    assert sent == bytes(rendering.blob.identity)
    assert client.get("/en/plans/ER9/").context["plan"] == rendering.blob.json()
    text = "".join(p.get_textpage().get_text_range() for p in PdfDocument(client.get("/en/plans/ER9.pdf").content))
    assert "Feel your feet on the floor." in " ".join(text.split())

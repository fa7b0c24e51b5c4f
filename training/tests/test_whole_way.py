"""From log-in to certificate through the real pages, in each language: what she sees, and what nobody sees before the score."""

import pytest

from assessments.models import Attempt
from assessments.services import frozen
from assessments.tests.factories import CANARY, issued, quiz_documents
from training.models import Certificate
from training.tests.factories import course_document, unit_document, world

pytestmark = pytest.mark.django_db


def also_in(language, here):
    """The same editions in another language."""
    if language == "en":
        return
    issued("unit", "ER3-U", unit_document(), language=language, edition=here.unit.edition)
    issued("quiz", "ER3-Q", *quiz_documents("ER3-Q"), language=language, edition=here.quiz.edition)
    issued("course", "FIRST", course_document(here.course), language=language, edition=here.rule.edition)


@pytest.mark.parametrize("language", ["en", "hi", "mr", "bn"])
def test_the_whole_way_in_plain_pages(client, language):
    here = world()
    also_in(language, here)
    client.force_login(here.counselor)
    seen = []

    def page(address, expected=200):
        answer = client.get(address)
        assert answer.status_code == expected, address
        seen.append(answer.content.decode())
        return answer

    first = page(f"/{language}/")
    unit = page(first.context["next"]["url"])
    client.post(unit.context["done_url"], {"rendering": unit.context["rendering"]})
    start = page(page(f"/{language}/").context["next"]["url"])
    address = client.post(start.request["PATH_INFO"]).url
    attempt = Attempt.objects.get()
    key = {node["id"]: node["right"][0] for node in frozen.document(attempt.rendering.key_blob_id)["items"]}
    while not address.endswith(f"/{attempt.pk}/"):
        shown = page(address).context
        item = shown["item"]["id"]
        given = {"item": item, "option": key[item], "client_id": shown["client_id"], "token": shown["token"], "goto": shown["next_url"]}
        address = client.post(shown["answer_url"], given).url
    review = page(address).context
    assert review["open_count"] == 0
    page("/verify/0000-0000-0000/", 404)
    assert not [text for text in seen if CANARY in text]
    result = page(client.post(review["submit_url"]).url)
    assert result.context["passed"] and CANARY in seen[-1]
    found = Certificate.objects.get()
    certificate = page(page(f"/{language}/").context["next"]["url"])
    assert found.language == language and found.code in seen[-1]
    for row in certificate.context["evidence"]:
        page(row["url"])
    client.logout()
    page(f"/verify/{found.code}/")
    assert found.code in seen[-1] and here.counselor.username not in seen[-1]

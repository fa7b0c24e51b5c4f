"""From an edited English sentence to the reader of another language: what stays, what waits, what is withheld."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cms.errors import Refused
from curriculum.models import InForce, LessonPlanPage
from curriculum.services.gate import in_force
from curriculum.services.issuing import demo_people, issue_translation
from curriculum.services.sign_offs import sign_revision
from curriculum.services.translations import approve
from curriculum.tests.factory import do, say
from curriculum.tests.test_desk import words_for
from locales import services as desk
from locales.models import Segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(world, django_capture_on_commit_callbacks):
    """Publish an English page as in life: the desk follows when the transaction is over."""

    def do_it(page):
        with django_capture_on_commit_callbacks(execute=True):
            return world.publish(page)

    return do_it


@pytest.fixture
def translated(world, publish):
    """A plan in force in English and Hindi."""
    plan = publish(world.plan())
    issue_translation(plan, "hi", words_for(plan), demo_people("hi"))
    return plan


@pytest.fixture
def hindi(world):
    return demo_people("hi")


def shown(plan, language="hi"):
    row = in_force(plan.translation_key, language)
    return row.state, row.rendering.blob.json() if row.rendering_id else None


@pytest.fixture
def edit(publish):
    """Change one step of a plan and publish it."""

    def do_it(plan, change, text, kind="content"):
        page = change(LessonPlanPage.objects.get(pk=plan.pk), text)
        page.change_class, page.change_note = kind, "One sentence."
        return publish(page)

    return do_it


def retranslate(plan, people, text):
    (row,) = desk.incomplete(plan, "hi")
    row = desk.save_translation(row, text, people.writer, row.version)
    return desk.review_segment(row, people.reviewer)


def test_a_translation_is_in_force_with_its_words_approved(translated):
    state, document = shown(translated)
    assert state == "current" and document["language"] == "hi"
    assert document["steps"][0]["id"] == translated.document()["steps"][0]["id"]
    assert set(Segment.objects.filter(language="hi", in_source=True, owner=translated.translation_key).values_list("state", flat=True)) == {
        "approved"
    }


def test_publishing_english_prepares_every_language_and_publishes_none(world, publish):
    plan = publish(world.plan())
    assert Segment.objects.filter(owner=plan.translation_key, language="mr", state="missing").exists()
    assert not InForce.objects.filter(document=plan.translation_key).exclude(language="en").exists()
    assert not LessonPlanPage.objects.exclude(locale__language_code="en").filter(live=True).exists()


def test_an_english_edit_leaves_the_approved_hindi_in_force_and_marks_it_behind(translated, edit):
    before = shown(translated)[1]
    edit(translated, do, "Breathe out for 5 counts.")
    assert shown(translated) == ("behind", before)
    (row,) = desk.incomplete(translated, "hi")
    assert (row.state, row.source) == ("stale", "Breathe out for 5 counts.")


def test_a_safety_edit_withholds_the_hindi_until_it_is_approved_again(translated, hindi, edit):
    plan = edit(translated, say, "Feel both your feet.", kind="safety")
    assert shown(plan) == ("withheld", None)
    retranslate(plan, hindi, "दोनों पाँव महसूस करो।")
    with pytest.raises(Refused) as refused:
        approve(plan, "hi", hindi.reviewer)
    assert refused.value.codes == ["sign-off-missing"]
    assert shown(plan) == ("withheld", None)
    sign_revision(revision=desk.save_target_draft(plan, "hi", hindi.reviewer), by=hindi.clinician)
    approve(plan, "hi", hindi.reviewer)
    state, document = shown(plan)
    assert state == "current" and document["steps"][0]["text"] == "दोनों पाँव महसूस करो।"


def test_a_change_of_no_safety_text_needs_a_reviewer_and_no_new_signature(translated, hindi, edit):
    plan = edit(translated, do, "Breathe out for 5 counts.")
    retranslate(plan, hindi, "5 तक गिनते हुए साँस छोड़ो।")
    approve(plan, "hi", hindi.reviewer)
    state, document = shown(plan)
    assert state == "current" and document["steps"][1]["text"] == "5 तक गिनते हुए साँस छोड़ो।"


def test_an_open_passage_is_never_published(translated, hindi, edit):
    plan = edit(translated, do, "Breathe out for 5 counts.")
    before = shown(plan)
    with pytest.raises(Refused) as refused:
        approve(plan, "hi", hindi.reviewer)
    assert "segments-open" in refused.value.codes
    assert shown(plan) == before
    assert Segment.objects.get(language="hi", source="Breathe out for 5 counts.").state == "stale"


def test_a_translator_publishes_nothing(translated, hindi):
    with pytest.raises(Refused):
        approve(translated, "hi", hindi.writer)


def sign(person, address) -> bool:
    """Read the safety text on the sign-off page and sign exactly that; False when the page does not open to this person."""
    client = Client()
    client.force_login(person)
    page = client.get(reverse("review-document", args=address))
    if page.status_code != 200:
        return False
    return client.post(reverse("review-document", args=address), {"safety_sha": page.context["safety_sha"]}).status_code == 302


def test_the_whole_way_through_the_pages(translated, hindi, edit):
    plan = edit(translated, say, "Feel both your feet.", kind="safety")
    address = [plan.kind, plan.translation_key, "hi"]

    def post(person, name, **fields):
        client = Client()
        client.force_login(person)
        return client.post(reverse(f"locales:{name}", args=address), fields)

    (row,) = desk.incomplete(plan, "hi")
    assert post(hindi.writer, "save", **{f"text-{row.pk}-{row.version}": "दोनों पाँव महसूस करो।"}).status_code == 302
    assert post(hindi.writer, "review").status_code == 422
    assert post(hindi.reviewer, "review").status_code == 302
    refused = post(hindi.reviewer, "publish")
    assert refused.status_code == 422 and "No clinician has signed" in refused.content.decode()
    assert not sign(hindi.reviewer, address)
    assert sign(hindi.clinician, address)
    assert post(hindi.clinician, "publish").status_code == 422
    assert post(hindi.reviewer, "publish").status_code == 302
    assert shown(plan)[1]["steps"][0]["text"] == "दोनों पाँव महसूस करो।"


def test_a_publish_whose_follow_up_was_lost_is_made_good(world, translated):
    page = do(LessonPlanPage.objects.get(pk=translated.pk), "Breathe out for 5 counts.")
    page.change_class = "content"
    world.publish(page)
    assert not Segment.objects.filter(source="Breathe out for 5 counts.").exists()
    call_command("sync_desk")
    assert Segment.objects.get(language="hi", source="Breathe out for 5 counts.").state == "stale"

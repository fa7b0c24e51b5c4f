"""The Language desk in the admin: who sees what, one sentence changed, refusals that lose nothing, and the shut doors."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization

from cms.errors import Refused
from cms.models import Installation
from curriculum.models import LessonPlanPage, ReferralContact
from curriculum.tests.test_desk import HINDI, edit_step, people, plan, quiz, translate, unit  # noqa: F401
from locales import services as desk
from locales.models import Segment

pytestmark = pytest.mark.django_db

ROOMS = ("cms", "locales", "curriculum", "assessments", "training")
FORBIDDEN = (".save_target(", "create_or_update_translation(", "translate_object(", "translate_page_subtree(", "synchronize_tree(")


@pytest.fixture
def demo(db):
    Installation.objects.create(mode="demo")


@pytest.fixture
def log_in(demo, people):  # noqa: F811
    def enter(who):
        client = Client()
        client.force_login(people[who])
        return client

    return enter


def page_of(source, language="hi", name="document"):
    return reverse(f"locales:{name}", args=[source.kind, source.translation_key, language])


def field(segment):
    return f"text-{segment.pk}-{segment.version}"


def segment_of(source, text):
    return Segment.objects.get(language="hi", source=text)


def test_a_translator_sees_her_language_only(plan, people, log_in):  # noqa: F811
    desk.prepare_languages(plan)
    client = log_in("translator")
    shown = client.get(reverse("locales:desk"))
    assert "हिन्दी" in shown.content.decode() and "বাংলা" not in shown.content.decode()
    assert client.get(page_of(plan)).status_code == 200
    refused = [client.get(page_of(plan, "bn")), client.post(page_of(plan, "bn", "save"), {})]
    assert {answer.status_code for answer in refused} <= {302, 403}
    assert all(b"Feet on the floor" not in answer.content for answer in refused)


def test_somebody_without_a_language_never_enters(plan, people, demo, client):  # noqa: F811
    assert client.get(reverse("locales:desk")).status_code == 302
    people["clinician"].roles.all().delete()
    client.force_login(people["clinician"])
    assert client.get(reverse("locales:desk")).status_code in (302, 403)


def test_after_one_edited_sentence_exactly_that_passage_waits_with_a_word_diff(plan, people, log_in):  # noqa: F811
    translate(plan, people)
    desk.mark_approved(plan, "hi", people["reviewer"])
    edit_step(plan, 1, "Breathe in for 5 counts.")
    desk.sync_segments(plan)
    html = log_in("translator").get(page_of(plan)).content.decode()
    assert html.count('class="desk-line') == 1
    assert "<del" in html and "</span>4</del>" in html and "</span>5</ins>" in html
    assert "removed:" in html and f"{HINDI} 4।" in html


def test_saving_and_reviewing_through_the_pages(plan, people, log_in):  # noqa: F811
    desk.prepare_languages(plan)
    row = segment_of(plan, "We sit together.")
    saved = log_in("translator").post(page_of(plan, name="save"), {field(row): f"{HINDI}।", "at": row.pk, "show": "open"})
    assert saved.status_code == 302 and saved.url.endswith(f"?show=open#s{row.pk}")
    row.refresh_from_db()
    assert (row.state, row.target) == ("draft", f"{HINDI}।")
    reviewed = log_in("reviewer").post(page_of(plan, name="review"), {"at": row.pk, f"version-{row.pk}": row.version})
    assert reviewed.status_code == 302
    row.refresh_from_db()
    assert row.state == "reviewed"


def test_a_reviewer_cannot_approve_words_she_has_not_read(plan, people, log_in):  # noqa: F811
    desk.prepare_languages(plan)
    row = desk.save_translation(segment_of(plan, "We sit together."), HINDI, people["translator"], 0)
    desk.save_translation(row, f"{HINDI}।", people["translator"], row.version)
    answer = log_in("reviewer").post(page_of(plan, name="review"), {"at": row.pk, f"version-{row.pk}": row.version})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.state == "draft"


def test_words_that_could_not_be_saved_stay_on_the_page(plan, people, log_in):  # noqa: F811
    desk.prepare_languages(plan)
    row = segment_of(plan, "We sit together.")
    desk.save_translation(row, HINDI, people["translator"], 0)
    answer = log_in("translator").post(page_of(plan, name="save"), {field(row): "मेरे शब्द"})
    assert answer.status_code == 422
    assert "मेरे शब्द" in answer.content.decode() and HINDI in answer.content.decode()


def test_a_stale_passage_is_confirmed_by_its_own_button_only(plan, people, log_in):  # noqa: F811
    translate(plan, people)
    edit_step(plan, 0, "We sit down together.")
    desk.sync_segments(plan)
    row = segment_of(plan, "We sit down together.")
    client = log_in("translator")
    client.post(page_of(plan, name="save"), {field(row): row.target})
    row.refresh_from_db()
    assert row.state == "stale"
    client.post(page_of(plan, name="save"), {field(row): row.target, "confirm": row.pk})
    row.refresh_from_db()
    assert row.state == "draft"


def test_publishing_says_everything_that_is_missing(plan, people, log_in):  # noqa: F811
    translate(plan, people)
    answer = log_in("reviewer").post(page_of(plan, name="publish"))
    assert answer.status_code == 422
    assert 'id="reasons"' in answer.content.decode()
    assert not LessonPlanPage.objects.filter(locale__language_code="hi", live=True).exists()


def test_every_text_field_names_its_language(plan, people, log_in):  # noqa: F811
    desk.prepare_languages(plan)
    html = log_in("translator").get(page_of(plan) + "?show=all").content.decode()
    assert html.count("<textarea") == html.count('lang="hi" rows=') == Segment.objects.filter(language="hi").count()


def test_the_history_tells_who_did_what(plan, people, log_in):  # noqa: F811
    desk.prepare_languages(plan)
    row = desk.save_translation(segment_of(plan, "We sit together."), HINDI, people["translator"], 0)
    html = log_in("reviewer").get(reverse("locales:history", args=[row.pk])).content.decode()
    assert "translator-hi" in html and HINDI in html


def test_five_hundred_passages_cost_at_most_thirty_queries(plan, people, log_in, django_assert_max_num_queries):  # noqa: F811
    desk.prepare_languages(plan)
    Segment.objects.bulk_create(
        Segment(
            owner=plan.translation_key, owner_kind="plan", language="hi", path=f"flow.x{n}.text", order=n + 100,
            source=f"Breathe in {n} times, then **rest**.", target=f"{HINDI} {n}", state="draft", translated_by=people["translator"],
        )
        for n in range(500)
    )  # fmt: skip
    client = log_in("translator")
    client.get(page_of(plan) + "?show=all")
    with django_assert_max_num_queries(30):
        html = client.get(page_of(plan) + "?show=all").content.decode()
    assert html.count("<textarea") > 500


def test_the_list_of_documents_does_not_cost_more_with_more_documents(plan, unit, quiz, people, log_in, django_assert_max_num_queries):  # noqa: F811
    for source in (plan, unit, quiz):
        desk.prepare_languages(source)
    client = log_in("translator")
    client.get(reverse("locales:desk"))
    with django_assert_max_num_queries(30):
        client.get(reverse("locales:desk"))


def test_a_translation_is_edited_at_the_desk_and_nowhere_else(plan, people, demo, admin_client):  # noqa: F811
    desk.prepare_languages(plan)
    target = LessonPlanPage.objects.get(locale__language_code="hi")
    answer = admin_client.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"title": "x", "action-publish": "1"})
    assert answer.status_code == 302 and "/edit" not in answer.url
    target.refresh_from_db()
    assert target.title != "x" and not target.live


def test_an_english_page_is_still_edited_in_place(plan, people, demo, admin_client):  # noqa: F811
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[plan.pk])).status_code == 200


def test_no_page_is_begun_below_a_translation(plan, people, demo, admin_client):  # noqa: F811
    desk.prepare_languages(plan)
    module = LessonPlanPage.objects.get(locale__language_code="hi").get_parent()
    before = Page.objects.count()
    answer = admin_client.get(reverse("wagtailadmin_pages:add", args=["curriculum", "lessonplanpage", module.pk]))
    assert answer.status_code == 302 and Page.objects.count() == before


def test_nothing_of_wagtail_localize_is_left_in_the_admin():
    names = list(hooks._hooks)
    assert [fn for name in names for fn in hooks.get_hooks(name) if fn.__module__.startswith("wagtail_localize")] == []


def test_no_line_of_ours_lets_wagtail_localize_save_or_publish_a_target():
    ours = [path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py") if "tests" not in path.parts]
    found = [str(path) for path in ours if any(call in path.read_text() for call in FORBIDDEN)]
    assert len(ours) > 50 and found == []


@pytest.mark.parametrize("path", ["", "submit/page/1/", "update/1/", "translate/1/strings/1/edit/", "reports/translations/"])
def test_every_door_of_wagtail_localize_is_shut(path, demo, admin_client):
    assert admin_client.post(f"/admin/localize/{path}").status_code == 403


def test_no_language_is_filled_with_aliases():
    with pytest.raises(Refused):
        LocaleSynchronization.objects.create(
            locale=Locale.objects.get_or_create(language_code="hi")[0], sync_from=Locale.objects.get(language_code="en")
        )
    assert not LocaleSynchronization.objects.exists()


def test_contacts_are_not_begun_in_a_target_language(plan, people, demo, admin_client):  # noqa: F811
    url = reverse("wagtailsnippets_curriculum_referralcontact:add")
    assert admin_client.get(url + "?locale=hi").status_code == 302
    assert admin_client.get(url).status_code == 200
    assert ReferralContact.objects.count() == 1

"""Every way a text could reach a reader asks the same gate. One test per way, and what the harm would be without it."""

import datetime
import json
import uuid

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Revision, Workflow

from cms.acting import acting_as
from cms.errors import Refused
from curriculum.models import Edition, InForce, LessonPlanPage, ReferralContact, Release
from curriculum.services import gate
from curriculum.tests.factory import do, say


def editions(page) -> int:
    return Edition.objects.filter(document=page.translation_key).count()


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(client, url, page) -> dict:
    """The fields of Wagtail's edit form as a browser would send them; the stream is built in the browser, so here by hand."""
    from bs4 import BeautifulSoup
    from wagtail.test.utils.form_data import nested_form_data, streamfield

    soup = BeautifulSoup(client.get(url).content, "html.parser")
    form = soup.find("form", id="page-edit-form") or soup.find("form", attrs={"data-edit-form": True})
    data = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in ("submit", "button", "file") or (kind in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        if field.name == "textarea":
            data[name] = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = [o.get("value", o.text) for o in field.find_all("option") if o.has_attr("selected")]
            data[name] = chosen[0] if chosen else next((o.get("value", "") for o in field.find_all("option")), "")
        else:
            data[name] = field.get("value", "on" if kind == "checkbox" else "")
    stream = [(block.block_type, dict(block.value)) for block in page.flow]
    return {**data, **nested_form_data({"flow": streamfield(stream)})}


# --- refusals ----------------------------------------------------------------------------------------------------------


def test_publishing_a_revision_without_a_signature_is_refused_and_writes_nothing(world):
    page = world.plan()
    with pytest.raises(Refused) as refused:
        world.draft(page).publish(user=world.author)
    assert refused.value.codes == ["sign-off-missing"]
    page.refresh_from_db()
    assert (page.live, editions(page)) == (False, 0)


def test_without_the_signature_rule_the_same_unsigned_text_would_go_live(world, monkeypatch):
    monkeypatch.setattr("curriculum.rules.sign_off_suffices", lambda kinds, demo: True)
    monkeypatch.setattr("curriculum.rules.approval_kind", lambda *a: "demonstration")
    page = world.plan()
    world.draft(page).publish(user=world.author)
    assert editions(page) == 1


def test_a_signature_on_other_words_is_not_enough(world):
    page = world.plan()
    world.sign(world.draft(page))
    with pytest.raises(Refused):
        world.draft(say(page, "Close your eyes.")).publish(user=world.author)
    assert editions(page) == 0


def test_a_signature_holds_while_only_other_words_change(world):
    page = world.issued()
    page.change_class = "content"
    world.draft(do(page, "Breathe in slowly.")).publish(user=world.author)
    assert editions(page) == 2


def test_nobody_signs_what_she_wrote(world):
    from cms.roles import give_role

    give_role(user=world.author, role="clinician", language="en")
    revision = world.draft(world.plan())
    from curriculum.services.sign_offs import sign_revision

    with pytest.raises(Refused) as refused:
        sign_revision(revision=revision, by=world.author)
    assert refused.value.codes == ["signer-is-author"]


def test_a_demonstration_signature_is_not_enough_outside_demo_mode(world):
    from cms.models import Installation

    page = world.plan()
    revision = world.draft(page)
    world.sign(revision)
    world.contact.verified_on, world.contact.review_by = timezone.localdate(), timezone.localdate() + datetime.timedelta(days=90)
    world.contact.save()
    Installation.objects.all().delete()
    with pytest.raises(Refused) as refused:
        revision.publish(user=world.author)
    assert refused.value.codes == ["sign-off-missing"]


def test_every_missing_thing_is_named_at_once_with_a_link_to_its_field(world):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    world.contact.verified_on, world.contact.review_by = yesterday, yesterday
    world.contact.save()
    page = world.plan(minutes=9, card_text="")
    reasons = world.draft(page).as_object().refusals()
    assert {r.code for r in reasons} == {"minutes-differ", "no-safety-card", "contact-expired", "sign-off-missing"}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert {r.code: r.link for r in reasons}["minutes-differ"] == f"{edit}#flow"
    assert all(r.link.startswith(edit) for r in reasons)


# --- the doors of the admin --------------------------------------------------------------------------------------------


def test_the_publish_button_names_what_is_missing_and_keeps_the_draft(world):
    page = world.plan()
    world.draft(page)
    client, url = as_user(world.author), reverse("wagtailadmin_pages:edit", args=[page.pk])
    before = Revision.objects.for_instance(page).count()
    response = client.post(url, {**form_of(client, url, page), "action-publish": "1"}, follow=True)
    page.refresh_from_db()
    assert "No clinician has signed" in response.content.decode()
    assert (page.live, editions(page), Revision.objects.for_instance(page).count()) == (False, 0, before + 1)


def test_scheduling_is_refused_at_once(world):
    page = world.plan()
    world.draft(page)
    client, url = as_user(world.author), reverse("wagtailadmin_pages:edit", args=[page.pk])
    later = (timezone.localtime() + datetime.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    client.post(url, {**form_of(client, url, page), "go_live_at": later, "action-publish": "1"})
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_refused_schedule_is_set_aside_and_the_good_one_goes_live(world, capsys):
    bad, good = world.plan("ER8"), world.plan("ER7")
    past = timezone.now() - datetime.timedelta(hours=1)
    world.draft(bad)
    revision = world.draft(good)
    world.sign(revision)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past)
    Revision.objects.filter(pk=bad.latest_revision_id).update(approved_go_live_at=past - datetime.timedelta(hours=1))
    call_command("publish_scheduled")
    assert (editions(bad), editions(good)) == (0, 1)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_bulk_publish_with_one_refused_page_publishes_none(world):
    bad, good = world.plan("ER8"), world.plan("ER7")
    world.draft(bad)
    world.sign(world.draft(good))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client = as_user(world.author)
    response = client.post(f"{url}?id={bad.pk}&id={good.pk}&next=/admin/", {"include_descendants": ""}, follow=True)
    assert "ER8" in response.content.decode()
    assert (editions(bad), editions(good)) == (0, 0)


def test_a_clinician_signs_and_publishes_in_the_workflow(world):
    page = world.plan()
    world.draft(page)
    Workflow.objects.get(active=True).start(page, world.author)
    url = reverse("review-document", args=["plan", page.translation_key, "en"])
    client = as_user(world.clinician)
    shown = client.get(url)
    client.post(url, {"sign": "1", "safety_sha": shown.context["safety_sha"]})
    page.refresh_from_db()
    assert (page.live, editions(page)) == (True, 1)


def test_a_clinician_cannot_sign_words_that_changed_while_she_read(world):
    page = world.plan()
    world.draft(page)
    url = reverse("review-document", args=["plan", page.translation_key, "en"])
    client = as_user(world.clinician)
    sha = client.get(url).context["safety_sha"]
    world.draft(say(page, "Hold your breath."))
    client.post(url, {"sign": "1", "safety_sha": sha})
    assert not gate.SignOff.objects.exists()


def test_a_workflow_step_that_the_gate_refuses_stays_in_progress(world):
    page = world.plan(minutes=9)
    world.draft(page)
    Workflow.objects.get(active=True).start(page, world.author)
    url = reverse("review-document", args=["plan", page.translation_key, "en"])
    client = as_user(world.clinician)
    client.post(url, {"sign": "1", "safety_sha": client.get(url).context["safety_sha"]})
    page = LessonPlanPage.objects.get(pk=page.pk)
    assert page.current_workflow_task_state.status == "in_progress"
    assert editions(page) == 0


def test_an_author_cannot_open_the_queue_of_clinicians(world):
    assert as_user(world.author).get(reverse("review")).status_code in (302, 403)


def test_a_snippet_is_published_through_the_same_gate(world):
    with pytest.raises(Refused) as refused:
        competency = world.competency
        competency.levels = [_level(world, n) for n in (1, 2, 3, 4)]
        world.draft(competency).publish(user=world.author)
    assert "sign-off-missing" in refused.value.codes


def _level(world, number):
    from curriculum.models import CompetencyLevel

    return CompetencyLevel(level=number, text=f"Level {number}", locale=world.locale)


@pytest.mark.parametrize("path", ["/admin/localize/submit/page/1/", "/admin/localize/update/1/", "/admin/localize/1/strings/1/edit/"])
def test_the_doors_of_wagtail_localize_are_shut(world, path):
    assert as_user(world.person("admin")).post(path).status_code == 403


# --- doors of the code -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["live-and-save", "copy", "alias", "other-language"])
def test_what_is_made_live_without_a_revision_is_born_or_kept_a_draft(world, way):
    page = world.plan()
    world.draft(page)
    if way == "live-and-save":
        page.live = True
        page.save()
        made = page
    elif way == "copy":
        made = world.issued("ER7").copy(update_attrs={"slug": "copy", "code": "COPY"})
    elif way == "alias":
        made = world.issued("ER7").create_alias(update_slug="alias", parent=world.module)
    else:
        world.module.copy_for_translation(Locale.objects.get(language_code="hi"))
        made = world.issued("ER7").copy_for_translation(Locale.objects.get(language_code="hi"))
        made.live = True
        made.save()
    made = LessonPlanPage.objects.get(pk=made.pk)
    assert made.live is False
    assert Edition.objects.filter(document=page.translation_key).count() == 0


def test_readers_see_frozen_bytes_whatever_happens_to_live_rows(world, client):
    page = world.issued()
    before = client.get("/en/plans/ER9/").content
    LessonPlanPage.objects.filter(pk=page.pk).update(title="rubbish", summary="rubbish", live=True)
    assert client.get("/en/plans/ER9/").content == before
    assert b"rubbish" not in before


def test_unpublishing_withdraws_and_keeps_everything_that_was_issued(world):
    page = world.issued()
    with acting_as(world.author):
        page.unpublish(user=world.author)
    row = InForce.objects.get(document=page.translation_key, language="en")
    assert (row.state, row.rendering, row.card_blob_id is not None) == ("withdrawn", None, True)
    assert editions(page) == 1
    assert Release.objects.order_by("-seq").first().changes.get().action == "withdraw"


def test_a_change_of_safety_text_cannot_be_called_editorial(world):
    page = say(world.issued(), "Feel both feet on the floor.")
    page.change_class = "editorial"
    revision = world.draft(page)
    world.sign(revision)
    with pytest.raises(Refused) as refused:
        revision.publish(user=world.author)
    assert refused.value.codes == ["class-too-light"]


def test_saving_a_text_unchanged_in_a_browser_asks_nobody_to_sign_again(world):
    page = world.issued(card_text="Listen.\n\nPromise no secrecy.")
    page.card_text = "Listen.\r\n\r\nPromise no secrecy."
    page.full_clean()
    world.draft(page).publish(user=world.author)
    assert editions(page) == 2


def test_words_are_kept_in_one_normal_form_and_joiners_stay(world):
    page = world.plan(summary="ऩ\u200d e\u0301")
    page.full_clean()
    assert page.summary == "\u0928\u093c\u200d é".replace("\u0928\u093c", "\u0929")


def test_a_draft_is_previewed_with_the_template_that_readers_get(world):
    page = world.plan()
    world.draft(page)
    client = as_user(world.author)
    shown = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert "Feel your feet on the floor." in shown and "Draft: not issued, not signed" in shown


def test_audience_and_contacts_are_ticked_not_typed(world):
    page = world.plan()
    world.draft(page)
    client, url = as_user(world.author), reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {**form_of(client, url, page), "audience": ["counselor", "all-staff"], "card_contacts": ["1098"]}
    client.post(url, data)
    draft = LessonPlanPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.audience, draft.card_contacts) == (["counselor", "all-staff"], ["1098"])


@pytest.mark.parametrize(("name", "opens"), [("clinician", True), ("clinician-hi", False), ("author", False), ("admin", False)])
def test_only_a_clinician_of_the_language_opens_a_text_to_sign(world, name, opens):
    page = world.plan()
    world.draft(page)
    answer = as_user(world.person(name)).get(reverse("review-document", args=["plan", page.translation_key, "en"]))
    assert (answer.status_code == 200) is opens


def test_saving_a_plan_keeps_the_order_of_the_numbers_on_its_card(world):
    police = ReferralContact(code="112", title="Zeal", number="112", use="Danger now.", locale=world.locale)
    police.save()
    page = world.plan(card_contacts=["112", "1098"])
    world.draft(page)
    client, url = as_user(world.author), reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = form_of(client, url, page)
    for sent, kept in ((["1098", "112"], ["112", "1098"]), (["1098"], ["1098"])):
        client.post(url, {**form, "audience": ["children"], "card_contacts": sent})
        assert LessonPlanPage.objects.get(pk=page.pk).get_latest_revision_as_object().card_contacts == kept


def test_every_reason_leads_to_a_place_that_is_in_the_form(world):
    page = world.plan(minutes=9, card_text="", licence="")
    page.red_flags, page.objectives = [], []
    world.draft(page)
    reasons = page.refusals()
    shown = as_user(world.author).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    places = {r.code: r.link.partition("#")[2] for r in reasons if "#" in r.link}
    assert set(places) == {"minutes-differ", "no-safety-card", "no-licence", "no-red-flag", "no-objective"}
    assert [place for place in places.values() if f'id="{place}"' not in shown] == []


def test_a_picture_without_a_text_alternative_stops_the_unit_and_leads_to_its_block(world):
    from wagtail.images.models import Image
    from wagtail.images.tests.utils import get_test_image_file

    from curriculum.models import LearningUnitPage

    image = Image.objects.create(title="A feather", file=get_test_image_file())
    block = str(uuid.uuid4())
    unit = LearningUnitPage(title="What to study", slug="unit", locale=world.locale)
    unit.blocks = json.dumps([{"type": "image", "id": block, "value": {"image": image.pk, "alt": ""}}])
    world.issued().add_child(instance=unit)
    with pytest.raises(Refused) as refused:
        world.draft(unit).publish(user=world.author)
    assert [(r.code, r.link.partition("#")[2]) for r in refused.value.reasons] == [("no-alt-text", f"block-{block}-section")]
    assert editions(unit) == 0


def test_a_caution_is_read_as_words_and_lines_not_as_markup():
    from curriculum.views.review import lines

    node = {
        "kind": "caution",
        "html": "<p>Say: &quot;I believe you.&quot;</p>\n<ul>\n<li><strong>Never</strong> hold.</li>\n</ul>",
        "safety": True,
    }
    assert [line for line in lines(node)["html"].splitlines() if line] == ['Say: "I believe you."', "Never hold."]

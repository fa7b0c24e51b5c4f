"""The Language desk on real documents: a plan, its learning unit and its quiz, from English to a reviewed target draft."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Locale, Page

from assessments.models import Item, Option, Quiz, Slot
from cms.acting import acting_as
from cms.errors import Refused
from cms.languages import TARGETS
from cms.models import HomePage, Role, User
from cms.roles import give_role, sync_groups
from curriculum.models import Competency, LearningUnitPage, LessonPlanPage, ModulePage, Objective, RedFlag, ReferralContact
from locales import services as desk
from locales.models import Segment, SegmentEvent

pytestmark = pytest.mark.django_db

HINDI = "हम साथ बैठे हैं"


def person(name: str, role: str, language: str = "") -> User:
    user = User.objects.create_user(username=name)
    give_role(user=user, role=role, language=language)
    return user


@pytest.fixture
def people(db):
    sync_groups()
    return {
        "translator": person("translator-hi", Role.TRANSLATOR, "hi"),
        "reviewer": person("reviewer-hi", Role.LANGUAGE_REVIEWER, "hi"),
        "reviewer-bn": person("reviewer-bn", Role.LANGUAGE_REVIEWER, "bn"),
        "clinician": person("clinician-hi", Role.CLINICIAN, "hi"),
    }


def step(kind, text, **more):
    value = {"minutes": 5, "text": text, "note": "", "part": "main", "core": True, **more}
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


@pytest.fixture
def plan(db):
    english = Locale.objects.get(language_code="en")
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Dhairya", slug="dhairya", locale=english))
    module = home.add_child(instance=ModulePage(title="Feelings", slug="er", code="er", text="Steadying.", locale=english))
    competency = Competency.objects.create(code="grounding", title="Grounding", text="Helps a child back.", locale=english)
    contact = ReferralContact.objects.create(
        code="1098", title="Child helpline", number="1098", hours="Day and night", use="When a child is in danger", locale=english
    )
    page = LessonPlanPage(
        title="Feet on the floor", slug="er3", code="ER3", summary="A way to come back.", minutes=10, licence="CC BY 4.0",
        card_title="If a child tells you", card_text="Listen.\n\nCall 1098.", card_contacts=["1098"], locale=english,
        flow=[step("say", "We sit together."), step("do", "Breathe in for 4 counts.")],
    )  # fmt: skip
    page.objectives = [Objective(text="Can name five things.", competency=competency, sort_order=0)]
    page.red_flags = [RedFlag(sign="A child does not answer.", urgency="now", action="Stay with her.", contact=contact, sort_order=0)]
    return module.add_child(instance=page)


@pytest.fixture
def unit(plan):
    blocks = [
        {"type": "concept", "id": str(uuid.uuid4()), "value": {"heading": "Why", "text": "The **body** knows.\n\n- one\n- two"}},
        {"type": "caution", "id": str(uuid.uuid4()), "value": {"heading": "Care", "text": "Never force a child."}},
    ]
    return plan.add_child(instance=LearningUnitPage(title="About the floor", slug="unit", blocks=blocks, locale=plan.locale))


@pytest.fixture
def quiz(plan):
    competency = Competency.objects.get(code="grounding")
    item = Item(code="ER3-q1", stem="A child freezes. What do you do?", plan=plan, competency=competency, locale=plan.locale)
    item.options = [
        Option(text="Wait with her", is_right=True, why="She feels safe.", sort_order=0),
        Option(text="Pull her up", why="She is frightened.", sort_order=1),
    ]
    item.save()
    made = Quiz(code="ER3-Q", title="Feet on the floor", plan=plan, locale=plan.locale)
    made.slots = [Slot(form="A", item=item, sort_order=0)]
    made.save()
    return made


def words_for(source, language="hi"):
    desk.sync_segments(source)
    rows = desk.incomplete(source, language)
    return {(str(row.owner), row.path): "\n".join(translated(row.source)) for row in rows}


def translated(source):
    """A stand-in for each line that keeps what the checks want kept."""
    for line in source.split("\n"):
        if not line:
            yield ""
            continue
        mark = "- " if line.startswith("- ") else ""
        words = f"**{HINDI}**" if "**" in line else HINDI
        digits = "".join(f" {word.strip('.,')}" for word in line.split() if word.strip(".,").isdigit())
        yield mark + words + digits + {"?": "?", ".": "।"}.get(line[-1], "")


def translate(source, people):
    """Everything translated and reviewed by two people."""
    desk.prepare_languages(source)
    desk.import_texts(source, "hi", words_for(source), people["translator"])
    desk.review_document(source, "hi", people["reviewer"])


def edit_step(plan, index, text):
    plan.flow[index].value["text"] = text
    plan.save()


def test_preparing_makes_a_draft_in_every_target_language_and_no_alias(plan):
    desk.prepare_languages(plan)
    rows = LessonPlanPage.objects.filter(translation_key=plan.translation_key).exclude(pk=plan.pk)
    assert {row.locale.language_code for row in rows} == set(TARGETS)
    assert not rows.filter(live=True).exists()
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert ReferralContact.objects.filter(code="1098").count() == 4
    assert not ReferralContact.objects.filter(code="1098", live=True).exclude(locale__language_code="en").exists()


def test_preparing_twice_writes_nothing(plan, django_assert_max_num_queries):
    desk.prepare_languages(plan)
    before = (Segment.objects.count(), SegmentEvent.objects.count(), Page.objects.count())
    with django_assert_max_num_queries(60) as counted:
        desk.prepare_languages(plan)
    assert (Segment.objects.count(), SegmentEvent.objects.count(), Page.objects.count()) == before
    writes = [q["sql"] for q in counted.captured_queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert writes == []


def test_safety_marks_follow_models_and_blocks(plan):
    desk.prepare_languages(plan)
    rows = {s.source: s.is_safety for s in Segment.objects.filter(language="hi")}
    assert rows["We sit together."] and rows["Listen.\n\nCall 1098."] and rows["A child does not answer."]
    assert rows["When a child is in danger"]
    assert not rows["Breathe in for 4 counts."] and not rows["A way to come back."]
    assert "1098" not in rows and "er3" not in rows and "CC BY 4.0" not in rows


def test_the_draft_carries_reviewed_words_under_the_same_ids(plan, people):
    translate(plan, people)
    assert desk.incomplete(plan, "hi") == []
    revision = desk.save_target_draft(plan, "hi", people["reviewer"])
    target = revision.as_object()
    english, document = plan.document(), target.document()
    assert [s["id"] for s in document["steps"]] == [s["id"] for s in english["steps"]]
    assert document["objectives"][0]["id"] == english["objectives"][0]["id"]
    assert document["steps"][1]["text"] == f"{HINDI} 4।"
    assert document["steps"][1]["minutes"] == 5
    assert document["red_flags"][0]["contact"]["name"] == HINDI
    assert document["card"]["text"] == f"{HINDI}।\n\n{HINDI} 1098।"
    assert desk.target_draft(plan, "hi").document() == document
    stored = LessonPlanPage.objects.get(translation_key=plan.translation_key, locale__language_code="hi")
    assert not stored.live and stored.slug == "er3"


def test_building_a_target_leaves_the_source_in_memory_alone(plan, people):
    translate(plan, people)
    before = plan.document()
    desk.target_draft(plan, "hi")
    assert plan.document() == before


def test_a_unit_and_a_quiz_go_the_same_way(unit, quiz, people):
    for source in (unit, quiz):
        translate(source, people)
        document = desk.save_target_draft(source, "hi", people["reviewer"]).as_object().document()
        assert "sit together" not in str(document) and HINDI in str(document)
    target = Quiz.objects.get(code="ER3-Q", locale__language_code="hi").latest_revision.as_object()
    english = quiz.document()
    assert [o["id"] for o in target.document()["items"][0]["options"]] == [o["id"] for o in english["items"][0]["options"]]
    assert target.key_document()["items"][0]["right"] == quiz.key_document()["items"][0]["right"]
    block = LearningUnitPage.objects.get(locale__language_code="hi").latest_revision.as_object().document()["blocks"][0]
    assert "<strong>" in block["html"] and block["html"].count("<li>") == 2


def test_one_edited_sentence_makes_exactly_that_passage_stale(plan, people):
    translate(plan, people)
    desk.mark_approved(plan, "hi", people["reviewer"])
    edit_step(plan, 1, "Breathe in for 5 counts.")
    desk.sync_segments(plan)
    waiting = desk.incomplete(plan, "hi")
    assert [(s.state, s.source, s.approved_source) for s in waiting] == [("stale", "Breathe in for 5 counts.", "Breathe in for 4 counts.")]
    assert waiting[0].target == waiting[0].approved_target == f"{HINDI} 4।"
    assert waiting[0].events.first().action == "stale"


def test_an_edit_that_nobody_synchronised_is_still_incomplete(plan, people):
    translate(plan, people)
    edit_step(plan, 0, "We stand together.")
    assert [s.path for s in desk.incomplete(plan, "hi")] == [f"flow.{plan.flow[0].id}.text"]


def test_an_edit_taken_back_needs_no_new_work(plan, people):
    translate(plan, people)
    desk.mark_approved(plan, "hi", people["reviewer"])
    edit_step(plan, 1, "Breathe in for 5 counts.")
    desk.sync_segments(plan)
    edit_step(plan, 1, "Breathe in for 4 counts.")
    desk.sync_segments(plan)
    assert desk.incomplete(plan, "hi") == []


def test_a_stale_passage_keeps_its_last_approved_words_in_the_draft(plan, people):
    translate(plan, people)
    desk.mark_approved(plan, "hi", people["reviewer"])
    edit_step(plan, 1, "Breathe in for 5 counts.")
    desk.sync_segments(plan)
    assert desk.target_draft(plan, "hi").document()["steps"][1]["text"] == f"{HINDI} 4।"


def test_a_passage_that_left_the_source_is_kept_out_of_work(plan, people):
    translate(plan, people)
    del plan.flow[1]
    plan.save()
    desk.sync_segments(plan)
    gone = Segment.objects.get(language="hi", source="Breathe in for 4 counts.")
    assert not gone.in_source and gone.target
    with pytest.raises(Refused) as refused:
        desk.save_translation(gone, "नया", people["translator"], gone.version)
    assert refused.value.codes == ["not-in-source"]


def one(plan, language="hi"):
    desk.prepare_languages(plan)
    return Segment.objects.get(language=language, source="We sit together.")


def test_a_draft_is_reviewed_by_somebody_else(plan, people):
    row = desk.save_translation(one(plan), HINDI, people["translator"], 0)
    assert row.state == "draft" and row.translated_by == people["translator"]
    assert desk.review_segment(row, people["reviewer"]).state == "reviewed"


def test_nobody_reviews_her_own_translation(plan, people):
    give_role(user=people["translator"], role=Role.LANGUAGE_REVIEWER, language="hi")
    translator = User.objects.get(pk=people["translator"].pk)
    row = desk.save_translation(one(plan), HINDI, translator, 0)
    with pytest.raises(Refused) as refused:
        desk.review_segment(row, translator)
    assert refused.value.codes == ["own-translation"]
    with pytest.raises(Refused):
        desk.review_document(plan, "hi", translator)
    assert Segment.objects.get(pk=row.pk).state == "draft"


def test_the_database_refuses_a_reviewer_who_translated(plan, people):
    row = desk.save_translation(one(plan), HINDI, people["translator"], 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Segment.objects.filter(pk=row.pk).update(state="reviewed", reviewed_by=people["translator"])


@pytest.mark.parametrize("who", ["reviewer", "reviewer-bn", "clinician"])
def test_only_a_translator_of_the_language_saves_words(plan, people, who):
    with pytest.raises(Refused) as refused:
        desk.save_translation(one(plan), HINDI, people[who], 0)
    assert refused.value.codes == ["not-a-translator"]


def test_a_translator_of_hindi_does_not_touch_bengali(plan, people):
    with pytest.raises(Refused):
        desk.save_translation(one(plan, "bn"), "আমরা বসি", people["translator"], 0)


@pytest.mark.parametrize("who", ["translator", "reviewer-bn", "clinician"])
def test_only_a_reviewer_of_the_language_reviews(plan, people, who):
    row = desk.save_translation(one(plan), HINDI, people["translator"], 0)
    with pytest.raises(Refused) as refused:
        desk.review_segment(row, people[who])
    assert refused.value.codes == ["not-a-reviewer"]


def test_the_slower_of_two_translators_is_told_and_loses_nothing(plan, people):
    row = one(plan)
    desk.save_translation(row, HINDI, people["translator"], row.version)
    with pytest.raises(Refused) as refused:
        desk.save_translation(row, "कुछ और", people["translator"], row.version)
    assert refused.value.codes == ["edited-meanwhile"]
    assert Segment.objects.get(pk=row.pk).target == HINDI


def test_words_are_stored_in_nfc_and_joiners_survive(plan, people):
    text = "कर\u094d\u200dहाड \u095cर"
    row = desk.save_translation(one(plan), text, people["translator"], 0)
    assert row.target == "कर\u094d\u200dहाड \u0921\u093cर"
    desk.review_segment(row, people["reviewer"])
    assert desk.target_draft(plan, "hi").document()["steps"][0]["text"] == row.target


def test_words_with_markup_characters_come_back_exactly(plan, people):
    text = "क < ख & ग > घ \"च\" 'छ'\nज"
    desk.review_segment(desk.save_translation(one(plan), text, people["translator"], 0), people["reviewer"])
    assert desk.target_draft(plan, "hi").document()["steps"][0]["text"] == text


def test_english_left_in_place_is_never_reviewed(plan, people):
    row = desk.save_translation(one(plan), "We sit together.", people["translator"], 0)
    with pytest.raises(Refused) as refused:
        desk.review_segment(row, people["reviewer"])
    assert refused.value.codes == ["same-as-english"]


def test_every_step_is_remembered_and_nothing_of_it_can_be_changed(plan, people):
    row = desk.save_translation(one(plan), HINDI, people["translator"], 0)
    desk.review_segment(row, people["reviewer"])
    assert list(row.events.values_list("action", "by__username")) == [("review", "reviewer-hi"), ("translate", "translator-hi")]
    with pytest.raises(IntegrityError), transaction.atomic():
        SegmentEvent.objects.update(target="")


def test_translators_and_reviewers_are_known_to_whoever_signs(plan, people):
    translate(plan, people)
    assert desk.translators_of(plan, "hi") == {people["translator"].pseudonym, people["reviewer"].pseudonym}
    assert desk.translators_of(plan, "bn") == set()


def test_an_import_is_all_or_nothing(plan, people):
    desk.prepare_languages(plan)
    words = words_for(plan) | {(str(plan.translation_key), "no.such.path"): HINDI}
    with pytest.raises(Refused) as refused:
        desk.import_texts(plan, "hi", words, people["translator"])
    assert refused.value.codes == ["unknown-passage"]
    assert not Segment.objects.exclude(state="missing").exists()


def test_importing_the_same_words_twice_changes_nothing(plan, people):
    desk.prepare_languages(plan)
    words = words_for(plan)
    assert desk.import_texts(plan, "hi", words, people["translator"]) == len(words)
    assert desk.import_texts(plan, "hi", words, people["translator"]) == 0


def test_an_untranslated_target_does_not_go_live_by_any_button(plan, people):
    desk.prepare_languages(plan)
    target = LessonPlanPage.objects.get(translation_key=plan.translation_key, locale__language_code="hi")
    with acting_as(people["reviewer"]), pytest.raises(Refused):
        target.save_revision(clean=False).publish()
    target.refresh_from_db()
    assert not target.live


def test_a_change_without_words_offers_the_new_draft_at_once(plan, people):
    translate(plan, people)
    desk.save_target_draft(plan, "hi", people["reviewer"])
    plan.flow[1].value["minutes"] = 7
    plan.save()
    desk.prepare_languages(plan)
    target = LessonPlanPage.objects.get(translation_key=plan.translation_key, locale__language_code="hi")
    assert target.get_latest_revision_as_object().document()["steps"][1]["minutes"] == 7
    revisions = target.revisions.count()
    desk.prepare_languages(plan)
    assert target.revisions.count() == revisions


def test_words_that_do_not_fit_their_column_are_refused_before_the_database_does(plan, people):
    desk.prepare_languages(plan)
    for source, limit in (("A way to come back.", 300), ("If a child tells you", 80)):
        row = Segment.objects.get(language="hi", source=source)
        row = desk.save_translation(row, "क" * (limit + 1), people["translator"], row.version)
        with pytest.raises(Refused) as refused:
            desk.review_segment(row, people["reviewer"])
        assert refused.value.codes == ["too-long"]
        row = desk.save_translation(row, "क" * limit, people["translator"], row.version)
        assert desk.review_segment(row, people["reviewer"]).state == "reviewed"


def test_the_limit_of_a_stream_field_is_that_of_its_block(unit, people):
    desk.prepare_languages(unit)
    row = Segment.objects.get(language="hi", source="Why")
    row = desk.save_translation(row, "क" * 121, people["translator"], row.version)
    with pytest.raises(Refused):
        desk.review_segment(row, people["reviewer"])

"""Decisions of the curriculum, without a database."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum import rules

TODAY = date(2026, 11, 25)


def plan(**values) -> dict:
    """A plan/1 document without a fault."""
    found = {
        "language": "en", "minutes": 5, "objectives": [{"text": "Leads it.", "competency": "c1"}],
        "steps": [
            {"id": "s1", "kind": "say", "minutes": 2, "core": True, "text": "Feel your feet."},
            {"id": "s2", "kind": "do", "minutes": 3, "core": False, "text": "Breathe."},
        ],
        "card": {"title": "Told", "text": "Listen."}, "red_flags": [{"id": "f1"}], "evidence": {"licence": "CC BY 4.0"},
    }  # fmt: skip
    return {**found, **values}


def codes(document, contacts=(), live=False) -> list[str]:
    return [f.code for f in rules.plan_findings(document, TODAY, contacts, live)]


def contact(verified=None, review=None) -> dict:
    return {"id": "k", "name": "Child helpline", "verified_on": verified, "review_by": review}


def test_a_complete_plan_has_no_finding():
    assert codes(plan()) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"minutes": 6}, "minutes-differ"),
        ({"objectives": []}, "no-objective"),
        ({"objectives": [{"text": "x", "competency": ""}]}, "objective-without-competency"),
        ({"card": None}, "no-safety-card"),
        ({"card": {"title": "t", "text": " "}}, "no-safety-card"),
        ({"card": {"title": "t", "text": "word " * 120}}, "card-too-long"),
        ({"red_flags": []}, "no-red-flag"),
        ({"evidence": {"licence": ""}}, "no-licence"),
    ],
)
def test_each_fault_of_a_plan_is_named(values, code):
    assert codes(plan(**values)) == [code]


def test_a_say_step_has_at_most_forty_words_in_english():
    def with_words(count, language="en"):
        steps = [{"id": "s1", "kind": "say", "minutes": 5, "core": True, "text": "word " * count}]
        return codes(plan(steps=steps, language=language))

    assert with_words(40) == []
    assert with_words(41) == ["say-too-long"]
    assert with_words(41, "hi") == []


def test_a_plan_without_a_core_step_could_not_be_checked_for_fidelity():
    steps = [{"id": "s1", "kind": "do", "minutes": 5, "core": False, "text": "Breathe."}]
    assert codes(plan(steps=steps)) == ["no-core-step"]


@pytest.mark.parametrize(
    ("found", "live", "code"),
    [
        (contact(TODAY, TODAY), True, []),
        (contact(), False, []),
        (contact(), True, ["contact-not-verified"]),
        (contact(TODAY, date(2026, 11, 24)), False, ["contact-expired"]),
        (contact(TODAY, date(2026, 11, 24)), True, ["contact-expired"]),
    ],
)
def test_a_contact_is_shown_only_while_somebody_answers_for_it(found, live, code):
    assert codes(plan(), [found], live) == code


def test_a_picture_without_a_text_alternative_is_a_finding():
    unit = {"blocks": [{"id": "b1", "kind": "image", "alt": " "}, {"id": "b2", "kind": "concept", "html": ""}]}
    assert [(f.code, f.where) for f in rules.unit_findings(unit)] == [("no-alt-text", "b1"), ("block-empty", "b2")]


@pytest.mark.parametrize(
    ("change_class", "has", "effect"),
    [("editorial", True, "behind"), ("content", True, "behind"), ("safety", True, "withheld"), ("safety", False, "missing")],
)
def test_what_a_new_edition_does_to_another_language(change_class, has, effect):
    assert rules.language_effect(change_class, has) == effect


@pytest.mark.parametrize(
    ("change_class", "first", "safety", "words", "code"),
    [
        ("editorial", True, True, True, []),
        ("editorial", False, True, True, ["class-too-light"]),
        ("content", False, True, True, []),
        ("editorial", False, False, True, []),
        ("editorial", False, False, False, ["nothing-changed"]),
    ],
)
def test_which_class_a_difference_allows(change_class, first, safety, words, code):
    assert [f.code for f in rules.class_findings(change_class, first, safety, words)] == code


@pytest.mark.parametrize(
    ("kinds", "demo", "enough"),
    [([], True, False), (["demonstration"], True, True), (["demonstration"], False, False), (["clinical"], False, True)],
)
def test_which_signature_is_enough(kinds, demo, enough):
    assert rules.sign_off_suffices(kinds, demo) is enough


def test_who_wrote_it_cannot_sign_it():
    assert [f.code for f in rules.signer_findings("p1", {"p1", "p2"})] == ["signer-is-author"]
    assert rules.signer_findings("p3", {"p1", "p2"}) == []


# --- properties ----------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
JSON = st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS, lambda c: st.lists(c) | st.dictionaries(WORDS, c))


@given(JSON)
def test_canonical_bytes_of_equal_documents_are_equal(document):
    again = rules.canonical(document)
    assert rules.canonical(rules.nfc(document)) == again


@given(st.dictionaries(st.sampled_from("abcdef"), WORDS))
def test_the_order_of_keys_never_shows_in_the_bytes(document):
    assert rules.canonical(dict(reversed(document.items()))) == rules.canonical(document)


@given(WORDS)
def test_joiners_survive_normalisation(text):
    joined = f"क्\u200d{text}\u200c"
    assert rules.nfc(joined).count("\u200d") == unicodedata.normalize("NFC", joined).count("\u200d") >= 1


@given(WORDS, WORDS)
def test_a_signature_is_bound_to_the_words_it_was_given_on(before, after):
    def sha(text):
        return rules.safety_sha({"steps": [{"id": "s1", "safety": True, "text": text}], "title": "T"})

    assert (sha(before) == sha(after)) == (unicodedata.normalize("NFC", before) == unicodedata.normalize("NFC", after))


def test_a_signature_is_bound_to_numbers_and_right_answers_too():
    flag = {"id": "f1", "sign": "x", "urgency": "now", "safety": True}
    assert rules.safety_sha({"f": [flag]}) != rules.safety_sha({"f": [{**flag, "urgency": "today"}]})
    key = {"id": "i1", "right": ["a"], "safety": True}
    assert rules.safety_sha({}, {"items": [key]}) != rules.safety_sha({}, {"items": [{**key, "right": ["b"]}]})


def test_words_outside_the_safety_text_leave_the_signature_valid():
    node = {"id": "s1", "safety": True, "text": "Feel your feet."}
    assert rules.safety_sha({"title": "A", "steps": [node]}) == rules.safety_sha({"title": "B", "steps": [node]})


def test_a_document_without_safety_text_needs_no_signature():
    assert rules.safety_sha({"title": "A"}) == ""


def test_the_skeleton_of_a_translation_equals_that_of_its_source():
    english = {"id": "1", "title": "Feet", "steps": [{"id": "s1", "minutes": 2, "text": "Feel."}]}
    hindi = {"id": "1", "title": "पाँव", "steps": [{"id": "s1", "minutes": 2, "text": "महसूस करो।"}]}
    texts = frozenset({"title", "text"})
    assert rules.skeleton(english, texts) == rules.skeleton(hindi, texts)
    hindi["steps"][0]["minutes"] = 3
    assert rules.skeleton(english, texts) != rules.skeleton(hindi, texts)

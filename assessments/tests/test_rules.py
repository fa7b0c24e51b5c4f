"""Scores, shortfalls and findings, without a database."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from assessments import rules

ITEMS = 8


def quiz(items=ITEMS, purpose="certify", critical=(0,), competencies=("a", "b")):
    """A quiz/1 and its key: item n has options n-0, n-1, n-2 of which n-0 is right."""
    ids = [f"i{n}" for n in range(items)]
    options = {i: [f"{i}-{k}" for k in range(3)] for i in ids}
    document = {
        "purpose": purpose, "forms": {"A": ids},
        "items": [{"id": i, "stem": "What do you do?", "options": [{"id": o, "text": "This"} for o in options[i]]} for i in ids],
    }  # fmt: skip
    key = {
        "items": [
            {
                "id": i, "right": [options[i][0]], "critical": n in critical, "competency": competencies[n % len(competencies)],
                "why": dict.fromkeys(options[i], "Because"),
            }
            for n, i in enumerate(ids)
        ]
    }  # fmt: skip
    return document, key


def codes(document, key, samples=(), drafts=(), live=False):
    return [f.code for f in rules.quiz_findings(document, key, samples, drafts, live)]


def test_a_whole_quiz_has_no_findings():
    assert codes(*quiz()) == []


def test_a_certifying_form_needs_eight_items_and_a_practice_form_does_not():
    assert codes(*quiz(items=7)) == ["too-few-items"]
    assert codes(*quiz(items=7, purpose="practice")) == []


def test_a_quiz_without_a_critical_item_is_found():
    assert codes(*quiz(critical=())) == ["no-critical-item"]


def test_an_item_without_a_right_answer_or_with_nothing_but_right_ones_is_found():
    document, key = quiz()
    key["items"][2]["right"] = []
    key["items"][3]["right"] = [o["id"] for o in document["items"][3]["options"]]
    found = rules.quiz_findings(document, key, (), (), False)
    assert [(f.code, f.params["number"]) for f in found] == [("no-right-answer", 3), ("all-answers-right", 4)]


def test_an_answer_without_a_why_an_empty_stem_and_two_options_are_found():
    document, key = quiz()
    key["items"][0]["why"].popitem()
    document["items"][1]["stem"] = " "
    document["items"][2]["options"].pop()
    assert codes(document, key) == ["why-missing", "item-empty", "too-few-options"]


def test_a_slot_twice_a_slot_without_item_and_a_key_that_does_not_fit_are_found():
    document, key = quiz()
    document["forms"]["B"] = ["i0", "i0", "gone", *document["forms"]["A"]]
    assert codes(document, key) == ["item-twice", "item-missing"]
    key["items"].pop()
    assert "key-differs" in codes(document, key)


def test_public_samples_certify_in_a_demonstration_only():
    assert codes(*quiz(), samples=["er3-q1"]) == []
    assert codes(*quiz(), samples=["er3-q1"], live=True) == ["sample-certifies"]
    assert codes(*quiz(purpose="practice"), samples=["er3-q1"], live=True) == []


def test_an_item_with_unpublished_changes_is_found():
    assert codes(*quiz(), drafts=["er3-q1"]) == ["item-is-draft"]


def answers_of(key, right):
    return {node["id"]: node["right"][0] if n in right else f"{node['id']}-1" for n, node in enumerate(key["items"])}


def test_one_missed_critical_item_vetoes_whatever_the_average():
    document, key = quiz(items=100, critical=(7,))
    everything_else = set(range(100)) - {7}
    found = rules.score(key, document["forms"]["A"], answers_of(key, everything_else))
    assert (found.right, found.total, found.critical_missed) == (99, 100, 1)
    assert [s.code for s in rules.shortfalls(found.tally, found.critical_missed, 0)] == ["critical-missed"]
    assert rules.shortfalls(found.tally, 0, 50) == []


def test_the_cut_is_asked_of_each_competency_not_of_the_sum():
    document, key = quiz(critical=(0,))
    found = rules.score(key, document["forms"]["A"], answers_of(key, {0, 2, 4, 6, 1}))
    short = rules.shortfalls(found.tally, found.critical_missed, 50)
    assert [(s.code, s.params["competency"], s.params["right"], s.params["total"]) for s in short] == [("below-cut", "b", 1, 4)]


def test_exactly_half_is_enough_and_an_empty_score_is_not():
    assert rules.shortfalls({"a": {"right": 2, "total": 4}}, 0, 50) == []
    assert [s.code for s in rules.shortfalls({}, 0, 50)] == ["nothing-scored"]


@given(st.sets(st.integers(0, 19)), st.sets(st.integers(0, 19)), st.integers(0, 100), st.booleans())
def test_the_score_is_the_count_of_right_answers_and_the_veto_always_holds(right, critical, cut, skipped):
    document, key = quiz(items=20, critical=critical)
    answers = answers_of(key, right)
    if skipped:
        answers = {item: option for item, option in answers.items() if option.endswith("-0")}
    found = rules.score(key, document["forms"]["A"], answers)
    assert (found.right, found.total) == (len(right), 20)
    assert sum(c["right"] for c in found.tally.values()) == found.right
    assert sum(c["total"] for c in found.tally.values()) == found.total
    assert found.critical_missed == len(critical - right)
    passed = not rules.shortfalls(found.tally, found.critical_missed, cut)
    assert not (passed and critical - right)
    if right == set(range(20)):
        assert passed


@given(st.uuids(), st.integers(0, 2))
def test_the_order_of_options_is_stable_and_blind_to_the_key(attempt, right):
    item = quiz()[0]["items"][0]
    shown = rules.options_in_order(str(attempt), item)
    assert sorted(o["id"] for o in shown) == sorted(o["id"] for o in item["options"])
    assert shown == rules.options_in_order(str(attempt), {**item, "options": item["options"][::-1]})


def test_the_order_of_options_differs_between_attempts():
    item = quiz()[0]["items"][0]
    orders = {tuple(o["id"] for o in rules.options_in_order(str(uuid.UUID(int=n)), item)) for n in range(64)}
    assert len(orders) == 6


def test_an_item_of_a_certifying_form_is_never_practised():
    document, key = quiz(purpose="practice")
    assert [f.code for f in rules.quiz_findings(document, key, (), (), False, ["i1"])] == ["item-certifies"]
    document, key = quiz(purpose="certify")
    assert rules.quiz_findings(document, key, (), (), False, ["i1"]) == []

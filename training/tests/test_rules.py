"""What a course rule decides, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import rules

STUDY = {"id": "r1", "kind": "study", "document": "u"}
QUIZ = {"id": "r2", "kind": "quiz", "document": "q", "cut_percent": 50, "critical_all": True, "trialled": False}
RULE = {"requirements": [STUDY, QUIZ], "earns": "provisional", "months": 12}
GOOD = {"rendering": "b", "right": 8, "total": 8, "critical_missed": 0, "tally": {"c": {"right": 8, "total": 8}}}
BOTH = {"r1": {"rendering": "a"}, "r2": GOOD}


def codes(decision):
    return [reason["code"] for reason in decision.reasons]


def test_study_and_quiz_earn_provisional_and_no_more_whatever_the_rule_says():
    assert rules.decide(RULE, BOTH)[:2] == (True, "provisional")
    assert rules.decide({**RULE, "earns": "certified"}, BOTH).level == "provisional"
    assert codes(rules.decide(RULE, BOTH)) == ["studied", "quiz-passed", "no-role-plays"]


def test_the_starter_cut_is_labelled_not_yet_trialled():
    reason = rules.decide(RULE, BOTH).reasons[1]
    assert (reason["cut"], reason["trialled"]) == (50, False)


def test_what_is_missing_is_named_requirement_by_requirement():
    assert [(r["code"], r["requirement"]) for r in rules.decide(RULE, {}).reasons] == [("study-missing", "r1"), ("quiz-missing", "r2")]
    assert codes(rules.decide(RULE, {"r1": {"rendering": "a"}})) == ["quiz-missing"]


def test_a_missed_critical_item_blocks_whatever_the_average_and_no_rule_value_lifts_it():
    harmful = {**BOTH, "r2": {**GOOD, "right": 99, "total": 100, "critical_missed": 1, "tally": {"c": {"right": 99, "total": 100}}}}
    lax = {**RULE, "requirements": [STUDY, {**QUIZ, "cut_percent": 0, "critical_all": False}]}
    assert codes(rules.decide(RULE, harmful)) == ["critical-missed"]
    assert rules.decide(lax, harmful).passed is False


def test_a_weak_competency_is_not_hidden_by_a_strong_one():
    tally = {"a": {"right": 6, "total": 6}, "b": {"right": 0, "total": 2}}
    decision = rules.decide(RULE, {**BOTH, "r2": {**GOOD, "right": 6, "tally": tally}})
    assert [(r["code"], r["competency"]) for r in decision.reasons] == [("below-cut", "b")]


def test_a_rule_that_asks_for_nothing_or_for_something_unknown_certifies_nobody():
    assert codes(rules.decide({"requirements": []}, {})) == ["nothing-required"]
    strange = {"requirements": [{"id": "r3", "kind": "role-play"}]}
    assert codes(rules.decide(strange, {"r3": {"rendering": "a"}})) == ["kind-unknown"]


counted = st.integers(1, 12).flatmap(lambda total: st.fixed_dictionaries({"right": st.integers(0, total), "total": st.just(total)}))
tallies = st.dictionaries(st.sampled_from("abcd"), counted, min_size=1)


@given(tallies, st.integers(0, 3), st.integers(0, 100), st.booleans(), st.booleans())
def test_passing_means_every_part_is_met_and_nothing_harmful_was_missed(tally, missed, cut, studied, lax):
    rule = {"requirements": [STUDY, {**QUIZ, "cut_percent": cut, "critical_all": not lax}]}
    quiz = {**GOOD, "critical_missed": missed, "tally": tally, "right": sum(c["right"] for c in tally.values())}
    decision = rules.decide(rule, {"r2": quiz, **({"r1": {"rendering": "a"}} if studied else {})})
    wanted = studied and not missed and all(100 * c["right"] >= cut * c["total"] for c in tally.values())
    assert decision.passed == wanted
    assert decision.level == ("provisional" if wanted else "")
    assert decision == rules.decide(rule, {"r2": quiz, **({"r1": {"rendering": "a"}} if studied else {})})


@given(tallies, st.sampled_from("abcd"))
def test_one_more_right_answer_never_takes_a_pass_away(tally, competency):
    better = {k: {**c, "right": min(c["right"] + (k == competency), c["total"])} for k, c in tally.items()}
    before = rules.decide(RULE, {**BOTH, "r2": {**GOOD, "tally": tally}})
    after = rules.decide(RULE, {**BOTH, "r2": {**GOOD, "tally": better}})
    assert after.passed >= before.passed


def test_one_demonstration_rendering_makes_a_demonstration_and_outside_demo_mode_nothing():
    assert rules.approval_of(["clinical", "none", "clinical"], demo=False) == "clinical"
    assert rules.approval_of(["clinical", "demonstration"], demo=True) == "demonstration"
    assert rules.approval_of(["clinical", "demonstration"], demo=False) is None


def test_months_end_on_a_day_that_exists():
    assert rules.months_after(date(2026, 11, 25), 12) == date(2027, 11, 25)
    assert rules.months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert rules.months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_a_certificate_lasts_about_as_many_months_as_its_rule_says(day, months):
    until = rules.months_after(day, months)
    assert (until.year - day.year) * 12 + until.month - day.month == months
    assert until.day <= day.day


@pytest.mark.parametrize("typed", ["7KQ4-M2XD-9RTA", "7kq4m2xd9rta", " 7kq4 m2xd 9rta ", "7KQ4–M2XD–9RTA"])
def test_a_code_is_found_however_it_is_typed(typed):
    assert rules.code_as_stored(typed) == "7KQ4-M2XD-9RTA"


def test_letters_that_look_like_digits_are_read_as_digits_and_nonsense_stays_nonsense():
    assert rules.code_as_stored("OIL1-0000-0000") == "0111-0000-0000"
    assert rules.code_as_stored("short") == "SH0RT"


def test_the_state_of_a_certificate_follows_its_events_and_the_day():
    until = date(2027, 1, 1)
    after = until + timedelta(days=1)
    assert rules.state_on(until, until, []) == "valid"
    assert rules.state_on(after, until, []) == "expired"
    assert rules.state_on(until, until, ["suspended"]) == "suspended"
    assert rules.state_on(until, until, ["suspended", "reinstated"]) == "valid"
    assert rules.state_on(after, until, ["revoked", "reinstated"]) == "revoked"

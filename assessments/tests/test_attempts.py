"""Attempts: once or not at all, scored by the server, frozen for ever."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from assessments import registry
from assessments.models import Answer, Attempt
from assessments.permissions import token_of
from assessments.services import frozen, save_answer, start_attempt, submit_attempt
from assessments.services.attempts import chosen, rescore
from assessments.tests.factories import answer_all, fixed, issued_quiz, person
from cms import frozen as guards
from cms.errors import Refused

pytestmark = pytest.mark.django_db
OCCASION = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def an_occasion(monkeypatch):
    """The room to the right, as far as this room knows it."""
    filled = {"occasion_for": lambda user, quiz: OCCASION, "rule_for": lambda occasion, quiz: None, "after_scoring": lambda attempt: None}
    monkeypatch.setattr(registry, "_filled", filled)
    return filled


@pytest.fixture
def counselor():
    return person("counselor-hi")


@pytest.fixture
def attempt(counselor):
    issued_quiz()
    return start_attempt(counselor=counselor, code="ER3-Q", language="en")


def save(attempt, item=None, option=0, client_id=None, token=None):
    """Save an answer: option number of the first item unless another is named."""
    items = frozen.items_of(attempt)
    item = item or next(iter(items))
    option = items[item]["options"][option]["id"] if isinstance(option, int) and item in items else str(option)
    return save_answer(
        attempt=attempt.pk,
        token=token_of(attempt) if token is None else token,
        item=item,
        option=option,
        client_id=client_id or uuid.uuid4(),
    )


def refused_with(code):
    return pytest.raises(Refused, match="") if code is None else _Refusal(code)


class _Refusal:
    def __init__(self, code):
        self.code = code

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        assert isinstance(error, Refused), f"{self.code} was expected, got {error!r}"
        assert error.codes == [self.code]
        return True


def test_starting_twice_resumes_the_same_attempt(counselor, attempt):
    assert start_attempt(counselor=counselor, code="er3-q", language="en") == attempt


def test_an_attempt_cites_the_rendering_in_force_and_goes_on_with_it_when_another_is_issued(counselor, attempt):
    first = attempt.rendering_id
    second = issued_quiz(number=2, mark=" anew")
    assert start_attempt(counselor=counselor, code="ER3-Q", language="en").rendering_id == first
    submit_attempt(attempt=attempt.pk, by=counselor)
    assert start_attempt(counselor=counselor, code="ER3-Q", language="en").rendering_id == second.pk


def test_an_attempt_whose_wording_was_replaced_for_safety_is_scored_and_a_new_one_begins(counselor, attempt):
    safe = issued_quiz(number=2, mark=" safer", change_class="safety")
    anew = start_attempt(counselor=counselor, code="ER3-Q", language="en")
    assert anew != attempt and anew.rendering == safe
    assert Attempt.objects.get(pk=attempt.pk).submitted_at


def test_two_people_never_share_an_attempt(counselor, attempt):
    assert start_attempt(counselor=person("counselor-mr"), code="ER3-Q", language="en") != attempt


def test_a_race_of_two_tabs_starts_one_attempt(counselor, attempt, monkeypatch):
    queryset = type(Attempt.objects.all())
    real, looks = queryset.first, []

    def blind(self):
        """The second tab looks before the first one has written."""
        if self.model is not Attempt or looks:
            return real(self)
        looks.append(1)
        return None

    monkeypatch.setattr(queryset, "first", blind)
    assert start_attempt(counselor=counselor, code="ER3-Q", language="en") == attempt
    assert looks


def test_a_quiz_that_is_not_readable_in_her_language_is_refused(counselor, attempt):
    with refused_with("quiz-not-available"):
        start_attempt(counselor=counselor, code="ER3-Q", language="hi")


def test_a_certifying_quiz_needs_an_occasion_and_a_practice_quiz_does_not(counselor, an_occasion):
    an_occasion["occasion_for"] = lambda user, quiz: None
    issued_quiz()
    issued_quiz("PS1-Q", purpose="practice")
    with refused_with("no-occasion"):
        start_attempt(counselor=counselor, code="ER3-Q", language="en")
    assert start_attempt(counselor=counselor, code="PS1-Q", language="en").occasion == uuid.UUID(fixed("PS1-Q"))


def test_the_same_answer_again_gives_the_first_result_even_after_submit(counselor, attempt):
    client = uuid.uuid4()
    first = save(attempt, client_id=client)
    assert save(attempt, client_id=client) == (first.seq, True)
    submit_attempt(attempt=attempt.pk, by=counselor)
    assert save(attempt, client_id=client) == (first.seq, True)
    assert Answer.objects.count() == 1


def test_the_same_client_id_with_another_choice_is_a_conflict_and_the_first_stays(attempt):
    client = uuid.uuid4()
    save(attempt, option=0, client_id=client)
    with refused_with("answer-conflict"):
        save(attempt, option=1, client_id=client)
    assert Answer.objects.get().response == {"option": next(iter(frozen.items_of(attempt).values()))["options"][0]["id"]}


def test_a_client_id_of_another_attempt_is_a_conflict(attempt):
    client = uuid.uuid4()
    save(attempt, client_id=client)
    other = start_attempt(counselor=person("counselor-mr"), code="ER3-Q", language="en")
    with refused_with("answer-conflict"):
        save(other, client_id=client)


def test_changing_her_mind_adds_a_row_and_the_last_one_counts(attempt):
    assert [save(attempt, option=n).seq for n in (0, 2, 0, 1)] == [1, 2, 3, 4]
    item = next(iter(frozen.items_of(attempt)))
    assert chosen(attempt) == {item: frozen.items_of(attempt)[item]["options"][1]["id"]}


def test_items_and_options_must_belong_to_the_frozen_quiz(attempt):
    with refused_with("unknown-item"):
        save(attempt, item=str(uuid.uuid4()), option=uuid.uuid4())
    with refused_with("unknown-option"):
        save(attempt, option=uuid.uuid4())
    other = list(frozen.items_of(attempt).values())[1]["options"][0]["id"]
    with refused_with("unknown-option"):
        save(attempt, option=other)
    assert not Answer.objects.exists()


def test_nothing_new_is_saved_after_submit(counselor, attempt):
    submit_attempt(attempt=attempt.pk, by=counselor)
    with refused_with("attempt-closed"):
        save(attempt)
    assert Attempt.objects.count() == 1


def test_a_token_opens_its_own_attempt_only_and_not_for_ever(attempt):
    other = start_attempt(counselor=person("counselor-mr"), code="ER3-Q", language="en")
    for token in ("", "x" * 64, token_of(other)):
        with refused_with("not-your-attempt"):
            save(attempt, token=token)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=timezone.now() - timedelta(days=30, minutes=1))
    with refused_with("not-your-attempt"):
        save(attempt)
    assert token_of(attempt) not in str(Attempt.objects.filter(pk=attempt.pk).values().get())


def test_an_unknown_attempt_is_refused_like_a_wrong_token(attempt):
    with refused_with("not-your-attempt"):
        save_answer(attempt=uuid.uuid4(), token="", item="x", option="y", client_id=uuid.uuid4())


def test_the_second_submit_gives_the_first_result(counselor, attempt):
    answer_all(attempt, wrong={1})
    first = submit_attempt(attempt=attempt.pk, by=counselor)
    again = submit_attempt(attempt=attempt.pk, by=counselor)
    assert (first.right, first.total, first.critical_missed) == (7, 8, 0)
    assert (again.pk, again.submitted_at, again.right) == (first.pk, first.submitted_at, first.right)


def test_nobody_else_can_submit(attempt):
    with refused_with("not-your-attempt"):
        submit_attempt(attempt=attempt.pk, by=person("trainer", "trainer"))
    assert not Attempt.objects.scored().exists()


def test_what_was_not_answered_is_not_right(counselor, attempt):
    done = submit_attempt(attempt=attempt.pk, by=counselor)
    assert (done.right, done.total, done.critical_missed) == (0, 8, 1)


def test_a_submitted_attempt_and_every_answer_never_change(counselor, attempt):
    answer_all(attempt)
    Attempt.objects.filter(pk=attempt.pk).update(language="hi")  # still open: not yet guarded
    submit_attempt(attempt=attempt.pk, by=counselor)
    for change in (
        lambda: Attempt.objects.filter(pk=attempt.pk).update(right=0),
        lambda: Attempt.objects.filter(pk=attempt.pk).delete(),
        lambda: Answer.objects.update(response={}),
        lambda: Answer.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_it_is_the_trigger_that_keeps_a_submitted_attempt(counselor, attempt):
    submit_attempt(attempt=attempt.pk, by=counselor)
    guards.thaw()
    try:
        assert Attempt.objects.filter(pk=attempt.pk).update(right=1) == 1
    finally:
        guards.freeze()


def test_scoring_the_stored_answers_again_gives_the_same_score(counselor, attempt):
    answer_all(attempt, wrong={0, 3})
    done = submit_attempt(attempt=attempt.pk, by=counselor)
    again = rescore(Attempt.objects.get(pk=attempt.pk))
    assert (again.right, again.total, again.critical_missed, again.tally) == (done.right, done.total, done.critical_missed, done.tally)


def test_a_failure_after_scoring_leaves_the_attempt_open(counselor, attempt, an_occasion):
    def fail(attempt):
        raise RuntimeError("killed")

    an_occasion["after_scoring"] = fail
    with pytest.raises(RuntimeError):
        submit_attempt(attempt=attempt.pk, by=counselor)
    assert Attempt.objects.get(pk=attempt.pk).submitted_at is None

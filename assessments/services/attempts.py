"""Starting, answering and submitting an attempt. Every write may be repeated: the second time gives the first result."""

from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from assessments import registry, rules
from assessments.models import Answer, Attempt
from assessments.models.attempts import SCORED
from assessments.permissions import may_append, may_read, token_digest
from assessments.querysets import quiz_in_force, replaced_for_safety
from assessments.services import frozen
from assessments.services.reasons import refused


class Saved(NamedTuple):
    """A saved answer: its place in the row of answers to this item, and whether it was there before."""

    seq: int
    repeated: bool


def start_attempt(*, counselor, code: str, language: str) -> Attempt:
    """Her open attempt at this quiz, or a new one under the rendering in force. Raises Refused.

    Starting twice, in two tabs or after a lost reply gives the same attempt: a constraint allows one open attempt per occasion.
    An open attempt whose wording a safety change has replaced is scored as it stands, and a new one begins.
    """
    row = quiz_in_force(code, language)
    if row is None:
        raise refused("quiz-not-available")
    quiz = row.rendering.blob.json()
    occasion = row.document if quiz["purpose"] == "practice" else registry.occasion_for(counselor, row.document)
    if occasion is None:
        raise refused("no-occasion")
    mine = Attempt.objects.of(counselor).on(occasion).filter(quiz=row.document, submitted_at=None)
    found = mine.cited().first()
    if found and is_current(found):
        return found
    if found:
        submit_attempt(attempt=found.pk, by=counselor)
    made = Attempt(
        counselor_id=counselor.pseudonym, quiz=row.document, rendering=row.rendering, language=language, form="A", occasion=occasion,
        started_at=timezone.now(),
    )  # fmt: skip
    made.token_digest = token_digest(made)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return mine.get()
    return made


def is_current(attempt: Attempt) -> bool:
    """False once a safety change has replaced the wording that the attempt shows."""
    return not replaced_for_safety([attempt.rendering])


def save_answer(*, attempt: UUID, token: str, item: str, option: str, client_id: UUID) -> Saved:
    """Save one choice. Changing one's mind is a new row; the highest `seq` counts. Raises Refused; then nothing was written.

    The same `client_id` with the same choice gives the first result, even after the attempt was submitted.
    """
    try:
        with transaction.atomic():
            return _save(attempt, token, item, option, client_id)
    except IntegrityError:
        # The attempt's row is locked, so only a client id used for another attempt at this very moment can collide.
        raise refused("answer-conflict") from None


def _save(attempt: UUID, token: str, item: str, option: str, client_id: UUID) -> Saved:
    row = Attempt.objects.select_for_update(of=("self",)).select_related("rendering").filter(pk=attempt).first()
    if row is None or not may_append(token, row):
        raise refused("not-your-attempt")
    rows = list(Answer.objects.filter(Q(client_id=client_id) | Q(attempt=row, item=item)))
    known = next((answer for answer in rows if answer.client_id == client_id), None)
    if known:
        return _repeated(known, row, item, option)
    _check(row, item, option)
    seq = max((answer.seq for answer in rows), default=0) + 1
    Answer(
        client_id=client_id, attempt=row, item=item, response={"option": option}, seq=seq, saved_at=timezone.now()
    ).save(force_insert=True)  # fmt: skip
    return Saved(seq, False)


def _repeated(known: Answer, attempt: Attempt, item: str, option: str) -> Saved:
    same = known.attempt_id == attempt.pk and str(known.item) == item and known.response == {"option": option}
    if not same:
        raise refused("answer-conflict")
    return Saved(known.seq, True)


def _check(attempt: Attempt, item: str, option: str) -> None:
    """The choice belongs to the frozen quiz, and the attempt is still open."""
    if attempt.submitted_at:
        raise refused("attempt-closed")
    node = frozen.items_of(attempt).get(item)
    if node is None:
        raise refused("unknown-item")
    if option not in [o["id"] for o in node["options"]]:
        raise refused("unknown-option")


def chosen(attempt: Attempt) -> dict[str, str]:
    """What counts of her answers: item id → option id, the last choice by sequence (a clock may jump, a sequence does not)."""
    rows = attempt.answers.order_by("seq").values_list("item", "response")
    return {str(item): response["option"] for item, response in rows}


def rescore(attempt: Attempt) -> rules.Score:
    """Score the stored answers against the key that the attempt cites. The same today and in years."""
    key = frozen.document(attempt.rendering.key_blob_id)
    return rules.score(key, frozen.items_of(attempt), chosen(attempt))


def submit_attempt(*, attempt: UUID, by) -> Attempt:
    """Score the attempt, once; from then on its row never changes. A second submit gives the first result. Raises Refused."""
    with transaction.atomic():
        row = Attempt.objects.select_for_update(of=("self",)).select_related("rendering__edition").filter(pk=attempt).first()
        if row is None or not may_read(by, row):
            raise refused("not-your-attempt")
        if row.submitted_at:
            return row
        row.submitted_at = timezone.now()
        found = rescore(row)
        row.state, row.right, row.total = SCORED, found.right, found.total
        row.critical_missed, row.tally = found.critical_missed, found.tally
        row.save(update_fields=["state", "submitted_at", "right", "total", "critical_missed", "tally"])
        registry.after_scoring(row)
    return row

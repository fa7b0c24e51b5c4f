"""Two tabs, double clicks, lost replies and crashes: one attempt, one score, one certificate, and nothing torn."""

import threading
import uuid

import pytest
from django.db import connection

from assessments.models import Answer, Attempt
from assessments.permissions import token_of
from assessments.services import frozen, save_answer, start_attempt, submit_attempt
from assessments.tests.factories import answer_all
from cms.errors import Refused
from training.models import Certificate, CertificateEvidence
from training.tests.factories import study, world

TABS = 8
WRITES = ("INSERT", "UPDATE", "DELETE")


def at_once(calls):
    """Run the calls in threads of their own, released together. Returns their results, refusals included."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        barrier.wait()
        try:
            results[place] = call()
        except Refused as refused:
            results[place] = refused.codes[0]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_eight_tabs_start_one_attempt():
    here = world()
    found = at_once([lambda: start_attempt(counselor=here.counselor, code="ER3-Q", language="en").pk] * TABS)
    assert len(set(found)) == 1 and Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_answer_sent_eight_times_is_one_row_and_eight_choices_are_eight_rows():
    here = world()
    attempt = start_attempt(counselor=here.counselor, code="ER3-Q", language="en")
    item = next(iter(frozen.items_of(attempt).values()))
    given = {"attempt": attempt.pk, "token": token_of(attempt), "item": item["id"], "option": item["options"][0]["id"]}
    same = uuid.uuid4()
    assert {saved.seq for saved in at_once([lambda: save_answer(**given, client_id=same)] * TABS)} == {1}
    different = at_once([lambda: save_answer(**given, client_id=uuid.uuid4())] * TABS)
    assert sorted(saved.seq for saved in different) == list(range(2, TABS + 2))
    assert Answer.objects.count() == TABS + 1


@pytest.mark.django_db(transaction=True)
def test_handing_in_eight_times_while_answers_still_arrive_gives_one_result_and_one_certificate():
    here = world()
    study(here)
    attempt = start_attempt(counselor=here.counselor, code="ER3-Q", language="en")
    answer_all(attempt)
    item = next(iter(frozen.items_of(attempt).values()))
    wrong = {"attempt": attempt.pk, "token": token_of(attempt), "item": item["id"], "option": item["options"][1]["id"]}
    calls = [lambda: submit_attempt(attempt=attempt.pk, by=here.counselor).right] * TABS
    calls += [lambda: save_answer(**wrong, client_id=uuid.uuid4())] * TABS
    found = at_once(calls)
    scored = Attempt.objects.get()
    assert set(found[:TABS]) == {scored.right}
    late = [answer for answer in found[TABS:] if answer == "attempt-closed"]
    kept = Answer.objects.filter(item=item["id"]).count() - 1
    assert len(late) + kept == TABS
    assert scored.right == (7 if kept else 8)  # an acknowledged answer counts, a refused one does not
    assert Certificate.objects.count() == (0 if kept else 1)  # item 0 is the critical one


class Killed(Exception):
    pass


def killed_at(number):
    """Stops the process, as far as the database can tell, before its `number`-th write."""
    seen = []

    def wrapper(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES):
            seen.append(sql)
            if len(seen) == number:
                raise Killed(sql)
        return execute(sql, params, many, context)

    return wrapper


@pytest.mark.django_db
def test_killed_before_any_write_of_handing_in_nothing_is_torn():
    here = world()
    study(here)
    attempt = start_attempt(counselor=here.counselor, code="ER3-Q", language="en")
    answer_all(attempt)
    kills = 0
    for number in range(1, 20):
        try:
            with connection.execute_wrapper(killed_at(number)):
                submit_attempt(attempt=attempt.pk, by=here.counselor)
            break
        except Killed:
            kills += 1
            assert not Attempt.objects.scored().exists() and not Certificate.objects.exists()
    assert kills >= 3  # score, certificate, evidence
    assert Certificate.objects.count() == 1 and CertificateEvidence.objects.count() == 2

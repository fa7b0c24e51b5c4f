"""Certificates: issued once by the server, on cited evidence, and the same decision again years later."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from assessments.models import Attempt
from assessments.tests.factories import issued, person
from cms import frozen as guards
from cms.errors import Refused
from training.models import Certificate, CertificateEvidence, Cycle, Enrolment, StudyRecord
from training.services import decide_certificate, enrol, mark_certificate, recompute, record_study
from training.services.certificates import new_code, standing, state_of
from training.tests.factories import certified, sit, study, unit_document, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return world()


def test_study_and_a_passed_quiz_issue_one_provisional_certificate(here):
    found = certified(here)
    assert (found.level, found.approval, found.language) == ("provisional", "demonstration", "en")
    assert found.counselor == here.counselor and found.rule == here.rule
    assert (found.valid_until.year - found.issued_on.year, found.valid_until.month) == (1, found.issued_on.month)


def test_the_order_of_study_and_quiz_does_not_matter(here):
    from training.services.certificates import complete

    sit(here)
    assert not Certificate.objects.exists()
    for record in study(here):
        complete(record.cycle)
    assert Certificate.objects.count() == 1


def test_a_certificate_is_issued_once_whoever_asks_how_often(here):
    found = certified(here)
    assert decide_certificate(here.cycle) == found
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            code="X", counselor=here.counselor, cycle=here.cycle, rule=here.rule, level="provisional", approval="demonstration",
            language="en", decision={}, issued_on=date(2026, 1, 1), valid_until=date(2027, 1, 1), issued_at=found.issued_at,
        )  # fmt: skip


def test_it_cites_the_exact_bytes_attempt_and_rule(here):
    found = certified(here)
    evidence = list(found.evidence.order_by("pk"))
    assert [row.rendering for row in evidence] == [here.unit, here.quiz]
    assert [row.attempt for row in evidence] == [None, Attempt.objects.get()]
    assert evidence[1].attempt.rendering.key_blob_id == here.quiz.key_blob_id


def test_recomputing_from_the_stored_evidence_gives_the_stored_decision(here):
    found = certified(here)
    issued("unit", "ER3-U", unit_document(mark=" anew"), number=2, change_class="safety")  # the world moves on
    assert recompute(found).as_json() == found.decision


def test_recomputing_notices_when_the_evidence_was_tampered_with(here):
    found = certified(here)
    guards.thaw()
    try:
        attempt = Attempt.objects.get()
        first = str(next(iter(attempt.answers.all())).item)
        attempt.answers.filter(item=first).update(response={"option": str(uuid.uuid4())})
    finally:
        guards.freeze()
    assert recompute(found).as_json() != found.decision


def test_a_missed_critical_item_blocks_and_a_later_good_attempt_certifies(here):
    study(here)
    harmful = sit(here, wrong={0})
    assert (harmful.right, harmful.total) == (7, 8)
    assert not Certificate.objects.exists()
    assert [r["code"] for r in standing(here.cycle).decision.reasons] == ["critical-missed"]
    good = sit(here)
    assert Certificate.objects.get().evidence.get(attempt__isnull=False).attempt == good


def test_below_the_cut_in_one_competency_is_not_enough(here):
    study(here)
    sit(here, wrong={1, 3, 5})
    assert not Certificate.objects.exists()


def test_outside_demo_mode_demonstration_content_is_never_enough():
    here = world(demo=False, approval="demonstration")
    study(here)
    done = sit(here)
    assert done.submitted_at and not Certificate.objects.exists()
    assert standing(here.cycle).refusals == ["not-clinical"]
    with pytest.raises(Refused) as refused:
        decide_certificate(here.cycle)
    assert refused.value.codes == ["not-clinical"]


def test_outside_demo_mode_clinically_approved_content_certifies():
    assert certified(world(demo=False, approval="clinical")).approval == "clinical"


def test_one_demonstration_rendering_makes_the_certificate_a_demonstration(here):
    issued("unit", "ER3-U", unit_document(mark=" approved"), number=2, approval="clinical")
    assert certified(here).approval == "demonstration"


def test_nobody_enrols_herself_not_even_a_trainer_or_superuser(here):
    admin = person("admin", "manager")
    admin.is_superuser = True
    admin.save()
    for who in (here.trainer, admin, here.counselor):
        with pytest.raises(Refused) as refused:
            enrol(counselor=who, cohort=here.cohort, by=who)
        assert refused.value.codes == ["may-not-enrol"]
    assert Enrolment.objects.count() == 1
    assert enrol(counselor=here.trainer, cohort=here.cohort, by=admin)


def test_nobody_is_certified_by_content_that_she_issued_or_signed(here):
    issued("unit", "ER3-U", unit_document(mark=" mine"), number=2, by=here.counselor)
    here.unit = here.unit.__class__.objects.get(edition__number=2, edition__code="ER3-U")
    study(here)
    sit(here)
    assert not Certificate.objects.exists()
    assert standing(here.cycle).refusals == ["own-work"]


def test_enrolling_and_studying_twice_is_doing_it_once(here):
    enrol(counselor=here.counselor, cohort=here.cohort, by=here.trainer)
    study(here)
    study(here)
    assert (Enrolment.objects.count(), Cycle.objects.count(), StudyRecord.objects.count()) == (1, 1, 1)


def test_study_counts_only_for_a_course_that_asks_for_it(here):
    with pytest.raises(Refused) as refused:
        record_study(counselor=person("counselor-mr", "counselor"), rendering=here.unit)
    assert refused.value.codes == ["not-enrolled"]
    with pytest.raises(Refused):
        record_study(counselor=here.counselor, rendering=here.quiz)


def test_a_wording_replaced_for_safety_does_not_count_and_an_ordinary_change_does(here):
    issued("unit", "ER3-U", unit_document(mark=" better"), number=2)
    assert study(here)
    issued("unit", "ER3-U", unit_document(mark=" safer"), number=3, change_class="safety")
    with pytest.raises(Refused) as refused:
        study(here)
    assert refused.value.codes == ["read-again"]
    sit(here)
    assert [r["code"] for r in standing(here.cycle).decision.reasons] == ["study-missing"]


def test_a_failure_while_issuing_leaves_neither_score_nor_certificate(here, monkeypatch):
    study(here)

    def fail(*args, **kwargs):
        raise RuntimeError("killed")

    monkeypatch.setattr(CertificateEvidence.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        sit(here)
    assert not Certificate.objects.exists() and not Attempt.objects.scored().exists()


def test_an_issued_certificate_and_its_evidence_never_change(here):
    found = certified(here)
    for change in (
        lambda: Certificate.objects.filter(pk=found.pk).update(level="certified"),
        lambda: CertificateEvidence.objects.all().delete(),
        lambda: StudyRecord.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_suspending_reinstating_and_revoking_are_rows_of_their_own(here):
    found = certified(here)
    states = []
    for kind in ("suspended", "reinstated", "revoked", "reinstated"):
        mark_certificate(certificate=found, kind=kind, reason="session-harmful", by=here.trainer)
        states.append(state_of(Certificate.objects.get()))
    assert states == ["suspended", "valid", "revoked", "revoked"]


def test_nobody_marks_her_own_certificate_and_a_reason_is_asked_for(here):
    found = certified(here)
    for by, reason in ((here.counselor, "x"), (person("counselor-mr", "counselor"), "x"), (here.trainer, " ")):
        with pytest.raises(Refused):
            mark_certificate(certificate=found, kind="revoked", reason=reason, by=by)
    assert not found.events.exists()


def test_codes_are_random_and_readable():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(c) == 14 and not set(c) & set("ILOU") for c in codes)

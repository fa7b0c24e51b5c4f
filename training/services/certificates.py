"""Issuing a certificate, once per cycle, and what may happen to it afterwards."""

import secrets
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.services import frozen
from cms.errors import Refused
from cms.models import Installation
from training import rules
from training.models import Certificate, CertificateEvent, CertificateEvidence, Cycle
from training.permissions import may_mark
from training.services import evidence
from training.services.enrolments import open_cycle, requirement_of
from training.services.reasons import refused


class Standing(NamedTuple):
    """Where a cycle stands: what its rule decides today, what that rests on, and why it could still not be certified."""

    decision: rules.Decision
    cited: list[evidence.Cited]
    approval: str | None
    refusals: list[str]


def standing(cycle: Cycle) -> Standing:
    """Read only: the decision of the cited rule about the evidence there is."""
    rule = frozen.document(cycle.rule.blob_id)
    cited = evidence.gathered(cycle)
    decision = rules.decide(rule, evidence.as_evidence(cited))
    approval = rules.approval_of([cycle.rule.approval, *(c.rendering.approval for c in cited)], Installation.is_demo())
    refusals = [] if approval else ["not-clinical"]
    if evidence.is_own_work(cycle.enrolment.counselor_id, cited):
        refusals.append("own-work")
    return Standing(decision, cited, approval, refusals)


def decide_certificate(cycle: Cycle) -> Certificate | None:
    """Issue the certificate of a cycle if its rule says so; None while something is missing. Issued once, whoever asks how often.

    The server decides on evidence alone: nobody signs a certificate, so nobody can sign her own. Raises Refused when the evidence
    would suffice but may not count here (own work, or demonstration content outside a demonstration).
    """
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update(of=("self",)).with_rule().get(pk=cycle.pk)
        found = Certificate.objects.filter(cycle=cycle).first()
        if found:
            return found
        now = standing(cycle)
        if not now.decision.passed:
            return None
        if now.refusals:
            raise refused(*now.refusals)
        return _issue(cycle, now)


def _issue(cycle: Cycle, now: Standing) -> Certificate:
    today = timezone.localdate()
    attempts = [c.attempt for c in now.cited if c.attempt]
    made = Certificate.objects.create(
        code=new_code(), counselor_id=cycle.enrolment.counselor_id, cycle=cycle, rule=cycle.rule, level=now.decision.level,
        approval=now.approval, language=attempts[-1].language if attempts else cycle.rule.language, decision=now.decision.as_json(),
        issued_on=today, valid_until=rules.months_after(today, frozen.document(cycle.rule.blob_id)["months"]), issued_at=timezone.now(),
    )  # fmt: skip
    CertificateEvidence.objects.bulk_create(
        CertificateEvidence(certificate=made, requirement=c.requirement["id"], rendering=c.rendering, attempt=c.attempt) for c in now.cited
    )
    return made


def new_code() -> str:
    """60 random bits as people can read them aloud."""
    return rules.grouped_code("".join(secrets.choice(rules.CODE_LETTERS) for _ in range(sum(rules.CODE_GROUPS))))


def recompute(certificate: Certificate) -> rules.Decision:
    """The decision again, from the cited rule, bytes, answers and keys: equal to the stored one, years later."""
    rule = frozen.document(certificate.rule.blob_id)
    return rules.decide(rule, evidence.from_certificate(certificate))


def mark_certificate(*, certificate: Certificate, kind: str, reason: str, by) -> CertificateEvent:
    """Suspend, reinstate or revoke, saying why in a short code. Raises Refused; the certificate's row never changes."""
    if not may_mark(by, certificate):
        raise refused("may-not-mark")
    if not reason.strip():
        raise refused("why-missing")
    return CertificateEvent.objects.create(certificate=certificate, kind=kind, reason=reason.strip(), by=by, at=timezone.now())


def state_of(certificate: Certificate) -> str:
    """`valid`, `expired`, `suspended` or `revoked`, today."""
    events = sorted(certificate.events.all(), key=lambda event: event.pk)
    return rules.state_on(timezone.localdate(), certificate.valid_until, [event.kind for event in events])


# --- what the assessments ask of this room (assessments.registry) --------------------------------------------------------


def occasion_for(user, quiz: UUID) -> UUID | None:
    """Her open cycle that asks for this quiz."""
    cycle = open_cycle(user, "quiz", quiz)
    return cycle.pk if cycle else None


def rule_for(occasion: UUID, quiz: UUID) -> dict | None:
    """The rule values that a quiz must meet in a cycle."""
    cycle = Cycle.objects.filter(pk=occasion).select_related("rule").first()
    found = requirement_of(cycle, "quiz", quiz) if cycle else None
    return {"cut_percent": rules.cut_of(found), "trialled": bool(found.get("trialled"))} if found else None


def after_scoring(attempt) -> None:
    """A score may complete a cycle."""
    complete(Cycle.objects.filter(pk=attempt.occasion).first())


def complete(cycle: Cycle | None) -> Certificate | None:
    """Issue what is due, in a savepoint: a refusal never costs her the score or the study that led to it."""
    if cycle is None:
        return None
    try:
        return decide_certificate(cycle)
    except Refused:
        return None  # her first page says why

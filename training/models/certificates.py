"""Certificates: dated permissions that cite their evidence. Never edited; suspended or revoked by later rows."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt
from curriculum.models import Rendering
from training.models.enrolments import Cycle
from training.querysets import CertificateQuerySet

LEVELS = [("provisional", _("Provisional: delivers with a supervisor present")), ("certified", _("Certified"))]


class Certificate(models.Model):
    """Permission to deliver named plans, until a day. `code` is random, public and says nothing about its holder.

    `decision` is the rule's answer with its reasons, as computed from the cited evidence; the PDF is rendered on demand.
    """

    frozen = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=16, unique=True)
    counselor = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, related_name="certificates")
    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="certificate")
    rule = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=LEVELS)
    approval = models.CharField(max_length=13)
    language = models.CharField(max_length=2)
    decision = models.JSONField()
    issued_on = models.DateField()
    valid_until = models.DateField()
    issued_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=["provisional", "certified"]), name="certificate_level_is_known"),
            models.CheckConstraint(condition=models.Q(valid_until__gt=models.F("issued_on")), name="certificate_is_valid_for_some_days"),
            models.CheckConstraint(
                condition=models.Q(approval__in=["clinical", "demonstration"]), name="certificate_says_what_approved_its_content"
            ),
        ]

    def __str__(self):
        return self.code


class CertificateEvidence(models.Model):
    """One thing a certificate rests on: a rendering that was studied, or an attempt that was passed."""

    frozen = True

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="evidence")
    requirement = models.UUIDField()
    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "requirement"], name="certificate_cites_one_evidence_per_requirement")
        ]

    def __str__(self):
        return f"{self.certificate_id} {self.requirement}"


class CertificateEvent(models.Model):
    """What happened to a certificate after issue, with a reason: suspended, reinstated, revoked."""

    frozen = True

    KINDS = [("suspended", _("suspended")), ("reinstated", _("reinstated")), ("revoked", _("revoked"))]

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=KINDS)
    reason = models.CharField(max_length=40)
    by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="certificate_event_says_why"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["suspended", "reinstated", "revoked"]), name="certificate_event_kind_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.certificate_id}"

"""Attempts and answers: what one person chose, against which exact bytes, and how the server scored it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.querysets import AttemptQuerySet
from cms import languages
from curriculum.models import Rendering

OPEN, SCORED = "open", "scored"


class Attempt(models.Model):
    """One sitting of one person. Open until submitted; then the row never changes again (a trigger says so).

    `occasion` is an opaque id that the room to the right understands (an enrolment's cycle). `tally` is the score per
    competency: `{competency: {"right": n, "total": n}}`; it can be recomputed from the answers and the cited key.
    """

    frozen_when = "submitted_at IS NOT NULL"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    counselor = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, related_name="attempts")
    quiz = models.UUIDField()
    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=[(c, languages.NATIVE[c]) for c in languages.ALL])
    form = models.CharField(max_length=1, default="A")
    occasion = models.UUIDField()
    state = models.CharField(max_length=8, choices=[(OPEN, _("open")), (SCORED, _("scored"))], default=OPEN)
    token_digest = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    total = models.PositiveSmallIntegerField(null=True)
    critical_missed = models.PositiveSmallIntegerField(null=True)
    tally = models.JSONField(default=dict)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counselor", "quiz", "occasion"], condition=models.Q(state="open"), name="attempt_one_open_per_occasion"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", submitted_at__isnull=True, right__isnull=True)
                | models.Q(
                    state="scored", submitted_at__isnull=False, right__isnull=False, total__isnull=False, critical_missed__isnull=False
                ),
                name="attempt_is_scored_exactly_when_submitted",
            ),
            models.CheckConstraint(
                condition=models.Q(right__isnull=True) | models.Q(right__lte=models.F("total")), name="attempt_score_is_within_its_maximum"
            ),
        ]
        indexes = [models.Index(fields=["counselor", "quiz", "state"])]

    def __str__(self):
        return f"{self.quiz} {self.state}"


class Answer(models.Model):
    """One saved response. Changing one's mind is a new row with a higher `seq`; the highest counts."""

    frozen = True

    client_id = models.UUIDField(unique=True)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    item = models.UUIDField()
    response = models.JSONField()
    seq = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "item", "seq"], name="answer_sequence_is_unique_per_item")]
        indexes = [models.Index(fields=["attempt", "item"])]

    def __str__(self):
        return f"{self.attempt_id} {self.item}"

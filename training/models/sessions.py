"""What a counselor logged after a group session. Bands and steps only: there is no place for a child in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models import CareHome
from curriculum.models import Rendering

BANDS = [("1-4", "1–4"), ("5-8", "5–8"), ("9-12", "9–12"), ("13+", "13+")]


class SessionRecord(models.Model):
    """A projection of an accepted tablet record of kind `session`. `steps` maps step id to delivered / partly / not."""

    frozen = True

    id = models.UUIDField(primary_key=True)
    amends = models.UUIDField(null=True)
    home = models.ForeignKey(CareHome, on_delete=models.PROTECT, related_name="+")
    worker = models.UUIDField()
    plan = models.UUIDField()
    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    headcount = models.CharField(max_length=5, choices=BANDS)
    concern_passed_on = models.BooleanField(default=False, verbose_name=_("a concern was passed on"))
    steps = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(headcount__in=["1-4", "5-8", "9-12", "13+"]), name="session_headcount_is_a_band"),
            models.CheckConstraint(condition=models.Q(minutes__lte=600), name="session_lasts_at_most_ten_hours"),
        ]
        indexes = [models.Index(fields=["home", "held_on"])]

    def __str__(self):
        return f"{self.plan} {self.held_on}"

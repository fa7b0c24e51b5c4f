"""People in a course: cohorts, enrolments, cycles, and what they have studied."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models import CareHome, Organisation
from curriculum.models import Rendering
from training.models.courses import Course
from training.querysets import CycleQuerySet


class Cohort(models.Model):
    """One run of a course with people."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("course"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))
    name = models.CharField(max_length=80, verbose_name=_("name"))
    starts_on = models.DateField(verbose_name=_("starts on"))

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="cohort_name_is_unique_in_its_organisation")]

    def __str__(self):
        return self.name


class Enrolment(models.Model):
    """A person in a cohort."""

    ACTIVE, LEFT = "active", "left"

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    counselor = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, related_name="enrolments")
    home = models.ForeignKey(CareHome, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=[(ACTIVE, _("active")), (LEFT, _("left"))], default=ACTIVE)
    enrolled_at = models.DateTimeField()

    class Meta:
        verbose_name = _("enrolment")
        constraints = [models.UniqueConstraint(fields=["cohort", "counselor"], name="enrolment_is_made_once_per_cohort")]

    def __str__(self):
        return f"{self.cohort} {self.counselor_id}"


class Cycle(models.Model):
    """One pass through the course under one edition of its rule: the first, later a renewal. Its id is the attempts' occasion."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField(default=1)
    rule = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    objects = CycleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="cycle_number_is_unique_per_enrolment"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="cycle_numbers_start_at_one"),
        ]

    def __str__(self):
        return f"{self.enrolment} · {self.number}"


class StudyRecord(models.Model):
    """She studied one unit, in one exact rendering, in one cycle. Saying it twice is saying it once."""

    frozen = True

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="study")
    unit = models.UUIDField()
    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="+")
    studied_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "rendering"], name="study_is_recorded_once_per_rendering")]
        indexes = [models.Index(fields=["cycle", "unit"])]

    def __str__(self):
        return f"{self.unit}"

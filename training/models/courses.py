"""A course: a certification path. Its rule is a document, so that a certificate can cite the exact edition it was earned under."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail_localize.fields import SynchronizedField

from cms.tidy import TidyWords
from curriculum.models import Document

KINDS = [("study", _("study a learning unit")), ("quiz", _("pass a quiz"))]
EARNS = [("provisional", _("provisional: delivers with a supervisor present"))]


class Course(Document, LockableMixin, WorkflowMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, ClusterableModel):
    """What must be done, in order, to earn a certificate, and how long that lasts.

    Until rated role-plays are part of a rule it can earn no more than *provisional* (constraint and choices say so).
    """

    kind = "course"
    module_code = "courses"
    code = models.SlugField(max_length=30, verbose_name=_("code"))
    title = models.CharField(max_length=120, verbose_name=_("title"))
    intro = models.TextField(blank=True, verbose_name=_("introduction"))
    earns = models.CharField(max_length=12, choices=EARNS, default="provisional", verbose_name=_("earns"))
    months = models.PositiveSmallIntegerField(default=12, verbose_name=_("valid for months"))

    panels = [
        FieldPanel("code"),
        FieldPanel("title"),
        FieldPanel("intro"),
        InlinePanel("requirements", label=_("Requirement")),
        FieldPanel("months"),
        FieldPanel("change_class"),
        FieldPanel("change_note"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="course_code_is_unique_per_language"),
            models.CheckConstraint(condition=models.Q(earns="provisional"), name="course_without_role_plays_earns_provisional_only"),
            models.CheckConstraint(condition=models.Q(months__gte=1), name="course_certificate_lasts_at_least_a_month"),
        ]

    def __str__(self):
        return self.title

    def document(self):
        return {
            **self.head(),
            "intro": self.intro,
            "requirements": [row.node() for row in self.requirements.all()],
            "earns": self.earns,
            "months": self.months,
        }


class CourseRequirement(TidyWords, TranslatableMixin, Orderable):
    """One thing to do. `document` is the id of a learning unit or quiz; the numbers are the rule's own."""

    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField(max_length=8, choices=KINDS, verbose_name=_("kind"))
    document = models.UUIDField(verbose_name=_("document"))
    code = models.CharField(max_length=40, verbose_name=_("code"))
    text = models.CharField(max_length=200, verbose_name=_("in words"))
    cut_percent = models.PositiveSmallIntegerField(default=50, verbose_name=_("least per cent per competency"))
    critical_all = models.BooleanField(default=True, verbose_name=_("every critical item right"))
    trialled = models.BooleanField(default=False, verbose_name=_("cut score trialled"))

    override_translatable_fields = [SynchronizedField("code", overridable=False), SynchronizedField("document", overridable=False)]
    panels = [FieldPanel(n) for n in ("kind", "document", "code", "text", "cut_percent", "critical_all", "trialled")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["study", "quiz"]), name="course_requirement_kind_is_known"),
            models.CheckConstraint(condition=models.Q(cut_percent__lte=100), name="course_requirement_cut_is_a_per_cent"),
        ]

    def __str__(self):
        return f"{self.kind} {self.code}"

    def node(self) -> dict:
        node = {"id": str(self.translation_key), "kind": self.kind, "document": str(self.document), "code": self.code, "text": self.text}
        if self.kind == "quiz":
            node |= {"cut_percent": self.cut_percent, "critical_all": self.critical_all, "trialled": self.trialled}
        return node

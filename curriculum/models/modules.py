"""Modules (themed sets of plans) and competencies (observable abilities with described levels)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, Page, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail_localize.fields import SynchronizedField

from cms.tidy import TidyWords
from curriculum.models.documents import PAGE_FIELDS, Document


class ModulePage(Document, Page):
    """A themed set of lesson plans."""

    kind = "module"
    code = models.SlugField(max_length=10, verbose_name=_("code"))
    order = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))
    text = models.CharField(max_length=300, verbose_name=_("what it is for"))

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["curriculum.LessonPlanPage"]
    content_panels = [*Page.content_panels, FieldPanel("code"), FieldPanel("order"), FieldPanel("text")]
    promote_panels = [FieldPanel("slug")]
    settings_panels = [FieldPanel("change_class"), FieldPanel("change_note")]
    override_translatable_fields = [*Document.override_translatable_fields, *PAGE_FIELDS]

    class Meta:
        verbose_name = _("module")

    @property
    def module_code(self):
        return self.code

    def get_url_parts(self, request=None):
        return None

    def face(self):
        return {"title": self.title, "text": self.text, "order": self.order}

    def document(self):
        return {**self.head(), "order": self.order, "text": self.text}


class Competency(Document, LockableMixin, WorkflowMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, ClusterableModel):
    """An observable ability; its levels are data, so that an instrument can be changed without a release of code."""

    kind = "competency"
    module_code = "competencies"
    code = models.SlugField(max_length=40, verbose_name=_("code"))
    title = models.CharField(max_length=80, verbose_name=_("name"))
    text = models.TextField(verbose_name=_("what it is"))

    panels = [
        FieldPanel("code"),
        FieldPanel("title"),
        FieldPanel("text"),
        InlinePanel("levels", label=_("Level"), min_num=4, max_num=4),
        FieldPanel("change_class"),
        FieldPanel("change_note"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        constraints = [models.UniqueConstraint(fields=["code", "locale"], name="competency_code_is_unique_per_language")]

    def __str__(self):
        return self.title

    def document(self):
        levels = [{"level": row.level, "text": row.text, "safety": True} for row in self.levels.all()]
        return {**self.head(), "text": self.text, "levels": levels}


class CompetencyLevel(TidyWords, TranslatableMixin, Orderable):
    """1 harmful · 2 not yet · 3 competent · 4 mastery: what a rater would see."""

    competency = ParentalKey(Competency, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(verbose_name=_("level"))
    text = models.TextField(verbose_name=_("what one sees"))

    safety_fields = ("text",)
    override_translatable_fields = [SynchronizedField("level", overridable=False)]
    panels = [FieldPanel("level"), FieldPanel("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        constraints = [models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="competency_level_is_one_to_four")]

    def __str__(self):
        return f"{self.level}"

"""The item bank. An item is a snippet of its own, so that forms share it and its statistics stay with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail_localize.fields import SynchronizedField

from cms.tidy import TidyWords
from curriculum.models import Competency, LessonPlanPage


class Item(TidyWords, LockableMixin, WorkflowMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, ClusterableModel):
    """One question. Its words reach a learner only inside an issued quiz, so a live item is merely ready for use."""

    code = models.SlugField(max_length=40, verbose_name=_("code"))
    stem = models.TextField(verbose_name=_("situation and question"))
    plan = models.ForeignKey(LessonPlanPage, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan"))
    objective = models.UUIDField(null=True, blank=True, verbose_name=_("objective"))
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+", verbose_name=_("competency"))
    review_block = models.UUIDField(null=True, blank=True, verbose_name=_("passage to look at again"))
    critical = models.BooleanField(default=False, verbose_name=_("critical"), help_text=_("Must be right, whatever the rest."))
    public_sample = models.BooleanField(
        default=False, verbose_name=_("public sample"), help_text=_("Its key ships with the source: practice and demonstration only.")
    )
    used_to_certify = models.BooleanField(default=False, editable=False)

    safety_fields = ("stem",)
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("code", "plan", "competency", "objective", "review_block", "critical")
    ]
    panels = [
        FieldPanel("code"),
        FieldPanel("plan"),
        FieldPanel("competency"),
        FieldPanel("stem"),
        InlinePanel("options", label=_("Option"), min_num=2, max_num=6),
        FieldPanel("critical"),
        FieldPanel("public_sample"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [models.UniqueConstraint(fields=["code", "locale"], name="item_code_is_unique_per_language")]

    def __str__(self):
        return f"{self.code}: {self.stem[:60]}"

    def save(self, *args, **kwargs):
        """Once in a certifying form is for ever: an older revision, published again, does not take the mark away."""
        if self.pk and not self.used_to_certify:
            self.used_to_certify = type(self).objects.filter(pk=self.pk, used_to_certify=True).exists()
        return super().save(*args, **kwargs)

    def public_node(self) -> dict:
        """What a learner may receive."""
        options = [{"id": str(o.translation_key), "text": o.text} for o in self.options.all()]
        return {
            "id": str(self.translation_key), "stem": self.stem, "competency": str(self.competency.translation_key),
            "options": options, "safety": True,
        }  # fmt: skip

    def key_node(self) -> dict:
        """What the server keeps: the right options, the reasons, and what to look at again."""
        options = list(self.options.all())
        return {
            "id": str(self.translation_key),
            "right": [str(o.translation_key) for o in options if o.is_right],
            "critical": self.critical,
            "competency": str(self.competency.translation_key),
            "review": str(self.review_block) if self.review_block else None,
            "why": {str(o.translation_key): o.why for o in options},
            "safety": True,
        }


class Option(TidyWords, TranslatableMixin, Orderable):
    """One answer to an item, with what choosing it would do."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="options")
    text = models.TextField(verbose_name=_("answer"))
    is_right = models.BooleanField(default=False, verbose_name=_("right"))
    why = models.TextField(verbose_name=_("why"), help_text=_("What this choice would do, kindly."))

    safety_fields = ("text", "why")
    panels = [FieldPanel("text"), FieldPanel("is_right"), FieldPanel("why")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass

    def __str__(self):
        return self.text[:60]

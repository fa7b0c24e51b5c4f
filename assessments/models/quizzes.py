"""A quiz: ordered slots per form, filled from the item bank. An issued quiz freezes its items' published words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail_localize.fields import SynchronizedField

from assessments.models.items import Item
from curriculum.models import Document, LessonPlanPage

FORMS = [("A", "A"), ("B", "B"), ("C", "C")]
PURPOSES = [("practice", _("practice: never counts")), ("certify", _("certifies: counts for a certificate"))]


class Quiz(Document, LockableMixin, WorkflowMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, ClusterableModel):
    """An instrument: one or more parallel forms about one plan."""

    kind = "quiz"
    code = models.SlugField(max_length=30, verbose_name=_("code"))
    title = models.CharField(max_length=120, verbose_name=_("title"))
    intro = models.TextField(blank=True, verbose_name=_("introduction"))
    plan = models.ForeignKey(LessonPlanPage, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan"))
    purpose = models.CharField(max_length=8, choices=PURPOSES, default="certify", verbose_name=_("purpose"))

    override_translatable_fields = [*Document.override_translatable_fields, SynchronizedField("plan", overridable=False)]
    panels = [
        FieldPanel("code"),
        FieldPanel("title"),
        FieldPanel("intro"),
        FieldPanel("plan"),
        FieldPanel("purpose"),
        InlinePanel("slots", label=_("Slot")),
        FieldPanel("change_class"),
        FieldPanel("change_note"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="quiz_code_is_unique_per_language"),
            models.CheckConstraint(condition=models.Q(purpose__in=["practice", "certify"]), name="quiz_purpose_is_known"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def module_code(self) -> str:
        return self.plan.module_code

    def components(self):
        """The items of every form, in the source language, once each, in order of first appearance."""
        return list(dict.fromkeys(slot.item for slot in self.slots.all()))

    def localized_items(self) -> list[Item]:
        """The published items in this quiz's language; the source wording where no translation exists yet."""
        items = self.components()
        keys = [item.translation_key for item in items]
        found = Item.objects.filter(translation_key__in=keys, locale=self.locale).prefetch_related("options")
        rows = {item.translation_key: item for item in found}
        return [rows.get(item.translation_key, item) for item in items]

    def document(self):
        forms: dict[str, list[str]] = {}
        for slot in self.slots.all():
            forms.setdefault(slot.form, []).append(str(slot.item.translation_key))
        return {
            **self.head(),
            "intro": self.intro,
            "plan": {"id": str(self.plan.translation_key), "code": self.plan.code},
            "purpose": self.purpose,
            "marking": "server" if self.purpose == "certify" else "practice",
            "forms": forms,
            "items": [item.public_node() for item in self.localized_items()],
        }

    def key_document(self):
        items = [item.key_node() for item in self.localized_items()]
        return {"schema": "quiz-key/1", "id": str(self.translation_key), "code": self.code, "language": self.language, "items": items}

    def findings(self, today, live):
        from assessments import rules

        samples = [item.code for item in self.components() if item.public_sample]
        drafts = [item.code for item in self.components() if item.has_unpublished_changes or not item.live]
        certifying = [item.code for item in self.components() if item.used_to_certify]
        return rules.quiz_findings(self.document(), self.key_document(), samples, drafts, live, certifying)

    def _go_live(self, *args, **kwargs):
        """Items of a certifying form are marked before it goes out: marked too early does no harm, too late would."""
        if self.purpose == "certify":
            Item.objects.filter(pk__in=[item.pk for item in self.components()]).update(used_to_certify=True)
        return super()._go_live(*args, **kwargs)


class Slot(TranslatableMixin, Orderable):
    """One place in one form. An item in use cannot be deleted."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="slots")
    form = models.CharField(max_length=1, choices=FORMS, default="A", verbose_name=_("form"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="slots", verbose_name=_("item"))

    override_translatable_fields = [SynchronizedField("item", overridable=False)]
    panels = [FieldPanel("form"), FieldPanel("item")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        pass

    def __str__(self):
        return f"{self.form} {self.item_id}"

"""Segments: each translatable passage of a document in one language, with its state, its people and its history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms import languages
from locales.querysets import SegmentQuerySet

STATES = [
    ("missing", _("missing")),
    ("draft", _("draft")),
    ("reviewed", _("reviewed")),
    ("approved", _("approved")),
    ("stale", _("stale")),
]


class Segment(models.Model):
    """One passage in one target language. Identity is (owner, language, path of block ids), never the text.

    `owner` is the translation key of the row the passage stands in (a plan, or an item inside a quiz). `approved_source` and
    `approved_target` are the last wording that was approved, kept so that a stale passage starts from it and shows what changed.
    """

    owner = models.UUIDField()
    owner_kind = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=[(c, languages.NATIVE[c]) for c in languages.TARGETS])
    path = models.CharField(max_length=255)
    order = models.PositiveIntegerField(default=0)
    is_safety = models.BooleanField(default=False)
    in_source = models.BooleanField(default=True)
    source = models.TextField()
    target = models.TextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=STATES, default="missing")
    approved_source = models.TextField(blank=True, default="")
    approved_target = models.TextField(blank=True, default="")
    translated_by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, null=True, related_name="+")
    translated_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["owner", "order"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "language", "path"], name="one_segment_per_passage_and_language"),
            models.CheckConstraint(
                condition=models.Q(state="missing", target="") | (~models.Q(state="missing") & ~models.Q(target="")),
                name="segment_is_missing_exactly_when_empty",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["reviewed", "approved"])
                | (models.Q(reviewed_by__isnull=False) & ~models.Q(reviewed_by=models.F("translated_by"))),
                name="segment_reviewer_is_not_its_translator",
            ),
            models.CheckConstraint(condition=models.Q(language__in=languages.TARGETS), name="segment_language_is_a_target"),
        ]
        indexes = [models.Index(fields=["owner", "language", "state"])]

    def __str__(self):
        return f"{self.path} {self.language} {self.state}"


class DocumentPart(models.Model):
    """Which rows' words stand in a document: itself first, then its contacts or items. Written whenever it is synchronised."""

    document = models.UUIDField()
    document_kind = models.CharField(max_length=12)
    owner = models.UUIDField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "owner"], name="a_document_names_each_part_once")]
        indexes = [models.Index(fields=["owner"])]

    def __str__(self):
        return f"{self.document_kind} {self.order}"


class SegmentEvent(models.Model):
    """What was done to a segment, by whom, with the wording before it could be lost. Append-only."""

    frozen = True

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=12)
    source = models.TextField()
    target = models.TextField(blank=True, default="")
    by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.action} {self.segment_id}"

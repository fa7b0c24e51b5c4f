"""What was issued: blobs, editions, renderings and the sign-offs behind them. All of it insert-only, for ever."""

import uuid

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms import languages
from curriculum.models.documents import CHANGE_CLASSES
from curriculum.querysets import RenderingQuerySet, SignOffQuerySet

SIGN_OFF_KINDS = [("clinical", _("clinical")), ("demonstration", _("demonstration"))]


class Blob(models.Model):
    """Bytes under their SHA-256, with their stored compressed forms. A private blob (an answer key) is never served."""

    frozen = True

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=40, default="application/json")
    private = models.BooleanField(default=False)
    size = models.PositiveIntegerField()
    identity = models.BinaryField()
    br = models.BinaryField(null=True)
    gzip = models.BinaryField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gte=0), name="blob_size_is_not_negative")]

    def __str__(self):
        return self.sha256[:12]

    def json(self) -> dict:
        """The document these bytes are."""
        return orjson.loads(bytes(self.identity))


class SignOff(models.Model):
    """One person's approval of one exact wording in one language. It holds as long as the wording does, and no longer."""

    frozen = True

    kind = models.CharField(max_length=13, choices=SIGN_OFF_KINDS)
    document_kind = models.CharField(max_length=12)
    document = models.UUIDField()
    language = models.CharField(max_length=2)
    safety_sha = models.CharField(max_length=64)
    signed_by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language", "safety_sha", "signed_by", "kind"], name="sign_off_is_given_once_per_wording"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["clinical", "demonstration"]), name="sign_off_kind_is_known"),
            models.CheckConstraint(condition=~models.Q(safety_sha=""), name="sign_off_names_its_wording"),
        ]
        indexes = [models.Index(fields=["document", "language", "safety_sha"])]

    def __str__(self):
        return f"{self.kind} {self.document} {self.language}"


class Edition(models.Model):
    """A frozen, numbered issue of one document in its source language. Not a Wagtail revision (docs/adr/0003)."""

    frozen = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    document_kind = models.CharField(max_length=12)
    document = models.UUIDField()
    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    change_class = models.CharField(max_length=9, choices=CHANGE_CLASSES)
    note = models.CharField(max_length=200, blank=True, default="")
    safety_sha = models.CharField(max_length=64, blank=True, default="")
    skeleton_sha = models.CharField(max_length=64)
    revision = models.PositiveBigIntegerField(null=True)
    issued_by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="edition_number_is_unique_in_its_document"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="edition_numbers_start_at_one"),
            models.CheckConstraint(
                condition=models.Q(change_class__in=["editorial", "content", "safety"]), name="edition_change_class_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.code} · {self.number}"


class Rendering(models.Model):
    """One edition's exact bytes in one language, with the approvals behind them."""

    frozen = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="renderings")
    language = models.CharField(max_length=2, choices=[(code, languages.NATIVE[code]) for code in languages.ALL])
    serial = models.PositiveIntegerField(default=1)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    key_blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    card_blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    safety_sha = models.CharField(max_length=64, blank=True, default="")
    approval = models.CharField(max_length=13)
    media = models.JSONField(default=list, help_text="The media blobs the document shows: sha256, size, type.")
    approved_by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField()

    objects = RenderingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "language", "serial"], name="rendering_serial_is_unique_per_language"),
            models.CheckConstraint(
                condition=models.Q(approval__in=["clinical", "demonstration", "none"]), name="rendering_approval_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(approval="none") | models.Q(safety_sha=""), name="rendering_with_safety_text_is_approved"
            ),
            models.CheckConstraint(condition=models.Q(language__in=languages.ALL), name="rendering_language_is_one_of_the_four"),
        ]

    def __str__(self):
        return f"{self.edition} {self.language}"

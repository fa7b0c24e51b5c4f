"""What is in force: an append-only log of releases, one pointer per channel, and projections that make reading one query."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models.editions import Blob, Rendering
from curriculum.querysets import InForceQuerySet

CHANNELS = [("stable", _("stable")), ("pilot", _("pilot"))]
ACTIONS = [("put", "put"), ("behind", "behind"), ("withhold", "withhold"), ("withdraw", "withdraw")]
STATES = [("current", _("current")), ("behind", _("behind")), ("withheld", _("withheld")), ("withdrawn", _("withdrawn"))]


class Release(models.Model):
    """One step of a channel: everything in force after it, named by the address of its manifest."""

    frozen = True

    channel = models.CharField(max_length=10, choices=CHANNELS)
    seq = models.PositiveIntegerField()
    root = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True, default="")
    withdrawn = models.JSONField(default=list, help_text="What must be hidden even before anything else is downloaded.")
    made_by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "seq"], name="release_number_is_unique_per_channel"),
            models.CheckConstraint(
                condition=models.Q(seq=1, previous__isnull=True) | models.Q(seq__gt=1, previous__isnull=False),
                name="release_follows_the_one_before",
            ),
        ]

    def __str__(self):
        return f"{self.channel} {self.seq}"


class ReleaseChange(models.Model):
    """What one release changed for one document in one language: the log from which any past day can be told."""

    frozen = True

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="changes")
    document_kind = models.CharField(max_length=12)
    document = models.UUIDField()
    language = models.CharField(max_length=2)
    action = models.CharField(max_length=10, choices=ACTIONS)
    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "document", "language"], name="release_changes_a_document_once_per_language"),
            models.CheckConstraint(
                condition=~models.Q(action__in=["put", "behind"]) | models.Q(rendering__isnull=False),
                name="release_change_puts_a_rendering",
            ),
            models.CheckConstraint(
                condition=~models.Q(action__in=["withhold", "withdraw"]) | ~models.Q(reason=""), name="release_change_that_removes_says_why"
            ),
        ]
        indexes = [models.Index(fields=["document", "language"])]

    def __str__(self):
        return f"{self.action} {self.document} {self.language}"


class ChannelPointer(models.Model):
    """The one pointer: which release of a channel is in force now."""

    channel = models.CharField(max_length=10, primary_key=True, choices=CHANNELS)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")

    def __str__(self):
        return f"{self.release}"


class InForce(models.Model):
    """A projection of the log: what one document is in one language on one channel, now. The card outlives a withheld plan."""

    channel = models.CharField(max_length=10, choices=CHANNELS)
    document_kind = models.CharField(max_length=12)
    document = models.UUIDField()
    code = models.CharField(max_length=40)
    module = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=STATES)
    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, null=True, related_name="+")
    card_blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    face = models.JSONField(default=dict, help_text="What a list shows of it, so that a list never reads whole documents.")
    reason = models.CharField(max_length=40, blank=True, default="")
    since_seq = models.PositiveIntegerField()

    objects = InForceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "document", "language"], name="one_state_in_force_per_document_and_language"),
            models.UniqueConstraint(
                fields=["channel", "document_kind", "code", "language"], name="one_document_in_force_per_code_and_language"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["current", "behind"], rendering__isnull=False)
                | models.Q(state__in=["withheld", "withdrawn"], rendering__isnull=True),
                name="in_force_has_a_rendering_exactly_when_readable",
            ),
        ]
        indexes = [models.Index(fields=["channel", "module", "language"])]

    def __str__(self):
        return f"{self.code} {self.language} {self.state}"


class PartInForce(models.Model):
    """A projection: the current part manifest of one module in one language on one channel."""

    channel = models.CharField(max_length=10, choices=CHANNELS)
    part = models.CharField(max_length=30)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "part"], name="one_manifest_in_force_per_part")]

    def __str__(self):
        return f"{self.channel} {self.part}"


class Reach(models.Model):
    """Which blobs a channel has ever offered: knowing an address is not permission to read it."""

    channel = models.CharField(max_length=10, choices=CHANNELS)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    last_seq = models.PositiveIntegerField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "blob"], name="a_channel_reaches_a_blob_once")]

    def __str__(self):
        return f"{self.channel} {self.blob_id[:12]}"


class Pack(models.Model):
    """All text between two releases in one language as one stream: a pure accelerator, rebuilt whenever it is missing."""

    root = models.CharField(max_length=64)
    base = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=2)
    identity = models.BinaryField()
    br = models.BinaryField()
    gzip = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "base", "language"], name="one_pack_per_pair_of_releases_and_language")]

    def __str__(self):
        return f"{self.base[:8]}→{self.root[:8]} {self.language}"

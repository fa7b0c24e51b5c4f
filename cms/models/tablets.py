"""Tablets and what they sent. The ledger of records is append-only; what a record means belongs to the room that owns it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.people import CareHome


class PairingCode(models.Model):
    """A one-time code that ties a tablet to a home. Only a digest is kept; burnt after use, expiry or too many tries."""

    home = models.ForeignKey(CareHome, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("cms.User", to_field="pseudonym", on_delete=models.PROTECT)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by_install = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | ~models.Q(used_by_install=""),
                name="pairing_code_use_names_the_install",
            )
        ]

    def __str__(self):
        return f"{self.home} until {self.expires_at:%H:%M}"


class Device(models.Model):
    """A paired tablet of one home. `drain` may only send; `blocked` may do nothing."""

    ACTIVE, DRAIN, BLOCKED = "active", "drain", "blocked"
    STATES = [(ACTIVE, _("active")), (DRAIN, _("may only send")), (BLOCKED, _("blocked"))]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    home = models.ForeignKey(CareHome, on_delete=models.PROTECT, related_name="devices")
    install_id = models.CharField(max_length=64)
    app = models.CharField(max_length=32, blank=True, default="")
    hardware = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=8, choices=STATES, default=ACTIVE)
    paired_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)
    release_held = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["home", "install_id"], name="device_is_paired_once_per_home"),
            models.CheckConstraint(condition=models.Q(state__in=["active", "drain", "blocked"]), name="device_state_is_known"),
        ]

    def __str__(self):
        return f"{self.home} {str(self.id)[:8]}"


class DeviceToken(models.Model):
    """A bearer token of a tablet: only its SHA-256 digest is stored. The old one dies at the first use of the new one."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    first_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    replaces = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("made_at")), name="device_token_expires_after_it_is_made")
        ]

    def __str__(self):
        return f"token of {self.device}"


class TabletRecord(models.Model):
    """One record as a tablet sent it, kept once. The id is the tablet's own; the digest tells a retry from a conflict."""

    frozen = True

    ACCEPTED, QUARANTINED = "accepted", "quarantined"

    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=40)
    schema = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    payload = models.JSONField()
    status = models.CharField(max_length=12, choices=[(ACCEPTED, ACCEPTED), (QUARANTINED, QUARANTINED)])
    reason = models.CharField(max_length=40, blank=True, default="")
    recorded_at = models.DateTimeField()
    clock_is_sure = models.BooleanField(default=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["device", "seq"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="accepted", reason="") | (models.Q(status="quarantined") & ~models.Q(reason="")),
                name="tablet_record_quarantine_has_a_reason",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.id}"


class RecordConflict(models.Model):
    """The same id with other bytes: the first stays, this second one is kept beside it."""

    frozen = True

    record = models.ForeignKey(TabletRecord, on_delete=models.PROTECT, related_name="conflicts")
    device = models.ForeignKey(Device, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    payload = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "sha256"], name="record_conflict_is_kept_once_per_wording")]

    def __str__(self):
        return f"conflict of {self.record_id}"

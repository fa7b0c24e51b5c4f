"""Who is asking: a paired tablet, by its bearer token. Token, device, home and whatever the door needs come in one query."""

import hashlib
from datetime import UTC

from django.db import transaction
from django.utils import timezone
from ninja.security import HttpBearer

from cms.models import Device, DeviceToken
from cms.tablet.problems import Problem


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Tablet(HttpBearer):
    """Lets a tablet in. `reads=False` is for sending: open to tablets that may only send, and to closed homes.

    `fetch(request)` may name annotations to be read in the same query; they appear on `request.auth`, the token's row.
    """

    def __init__(self, reads: bool = True, fetch=None):
        super().__init__()
        self.reads, self.fetch = reads, fetch

    def __call__(self, request):
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Problem("token-invalid")
        return self.authenticate(request, token)

    def authenticate(self, request, token):
        rows = DeviceToken.objects.select_related("device__home").filter(digest=digest(token))
        row = next(iter(rows.annotate(**self.fetch(request)) if self.fetch else rows), None)
        if row is None:
            raise Problem("token-invalid")
        if row.device.state == Device.BLOCKED:
            raise Problem("token-revoked")
        if row.expires_at <= timezone.now():
            raise Problem("token-expired", headers={"Device-State": "repair"})
        if self.reads:
            may_read(row.device)
        if row.first_used_at is None:
            first_use(row)
        return row


def may_read(device: Device) -> None:
    if not device.home.is_open:
        raise Problem("home-closed", headers={"Device-State": Device.DRAIN})
    if device.state == Device.DRAIN:
        raise Problem("send-only", headers={"Device-State": Device.DRAIN})


def first_use(token: DeviceToken) -> None:
    """The tablet holds the new token for certain: only now do the older ones die, so a lost answer locks nobody out."""
    with transaction.atomic():
        DeviceToken.objects.filter(pk=token.pk, first_used_at=None).update(first_used_at=timezone.now())
        DeviceToken.objects.filter(device=token.device_id, pk__lt=token.pk).delete()


def server_headers(device: Device) -> dict:
    """The server's clock and what the tablet is to the server, on every answer to a tablet that may go on."""
    now = timezone.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"Server-Time": now, "Device-State": device.state}

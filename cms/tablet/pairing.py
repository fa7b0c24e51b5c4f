"""Tying a tablet to a home: one-time codes, tokens and their rotation, and letting go."""

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cms.models import CareHome, Device, DeviceToken, PairingCode, User
from cms.tablet.auth import digest
from cms.tablet.problems import Problem

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # RFC 8628: no vowels, so no words; nothing that looks like a digit
LENGTH = 8
VALID = timedelta(minutes=15)
RETRY = timedelta(minutes=10)  # how long the same tablet may ask again after the answer was lost
TOKEN_DAYS = timedelta(days=180)
TRIES_SECONDS = 15 * 60
TRIES_OF_ONE = 5
TRIES_OF_ALL = 200  # of 25 thousand million codes: guessing stays hopeless however many addresses guess


def code_digest(code: str) -> str:
    """What is stored of a code. Keyed, because a short code's plain digest could be tried out by whoever copied the database."""
    return salted_hmac("cms.tablet.pairing", normal(code), algorithm="sha256").hexdigest()


def normal(code: str) -> str:
    """As it was made, however it was typed."""
    return "".join(c for c in code.upper() if c in LETTERS)


def make_code(*, home: CareHome, by: User) -> str:
    """A new code for `home`, shown once, as BCDF-GHJK. Who may ask is decided by the caller's door."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    PairingCode.objects.create(home=home, digest=code_digest(code), made_by=by, expires_at=timezone.now() + VALID)
    return f"{code[:4]}-{code[4:]}"


def pair(*, code: str, install_id: str, app: str, hardware: str, address: str) -> tuple[Device, str]:
    """The device and its token. The same tablet may repeat the request for ten minutes: same device, a fresh token."""
    refuse_guessing(address)
    with transaction.atomic():
        found = PairingCode.objects.select_related("home").filter(digest=code_digest(code)).first()
        if found is None or not burn(found, install_id):
            count_guess(address)
            raise Problem("pairing-code-invalid")
        device, _ = Device.objects.update_or_create(
            home=found.home, install_id=install_id, defaults={"app": app, "hardware": hardware, "state": Device.ACTIVE}
        )
        return device, new_token(device)


def burn(code: PairingCode, install_id: str) -> bool:
    """Use the code up for this tablet; False when it is closed, expired or another tablet's. Two at once: one wins."""
    now = timezone.now()
    if not code.home.is_open:
        return False
    fresh = PairingCode.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now)
    if fresh.update(used_at=now, used_by_install=install_id):
        return True
    again = PairingCode.objects.filter(pk=code.pk, used_by_install=install_id, used_at__gt=now - RETRY)
    blocked = Device.objects.filter(home=code.home, install_id=install_id).exclude(state=Device.ACTIVE)
    return again.exists() and not blocked.exists()


def new_token(device: Device, replaces: DeviceToken | None = None) -> str:
    """A token of 256 bits, returned once; only its digest is kept."""
    token = secrets.token_urlsafe(32)
    DeviceToken.objects.create(device=device, digest=digest(token), expires_at=timezone.now() + TOKEN_DAYS, replaces=replaces)
    return token


def unpair(*, device: Device, unsent: int) -> None:
    """Let the tablet go. What it sent stays; its tokens end."""
    if unsent:
        raise Problem("unsent-expected")
    with transaction.atomic():
        device.tokens.all().delete()
        Device.objects.filter(pk=device.pk).update(state=Device.BLOCKED)


def refuse_guessing(address: str) -> None:
    """Five wrong codes from one address, or 200 from everywhere, and there is a quarter of an hour without tries."""
    if cache.get(f"pairing:{address}", 0) >= TRIES_OF_ONE or cache.get("pairing", 0) >= TRIES_OF_ALL:
        raise Problem("pairing-locked", headers={"Retry-After": str(TRIES_SECONDS)})


def count_guess(address: str) -> None:
    for key in (f"pairing:{address}", "pairing"):
        cache.add(key, 0, TRIES_SECONDS)
        cache.incr(key)

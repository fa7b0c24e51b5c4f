"""The installation's signing keys (Ed25519) and DSSE envelopes: a tablet trusts bytes, not the machine that handed them over.

Keys are files `tablet-<n>.key` in settings.KEY_DIR, 32 bytes, readable by their owner only; the highest number signs. The chain
of roots, each signed by the key before it as well, leads a tablet that pinned an old key to the new one.
"""

import hashlib
from base64 import b64encode
from functools import cache

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from cms.secrets import kept_bytes
from cms.tablet.contract import ROOT_TYPE


@cache
def signing_keys() -> list[Ed25519PrivateKey]:
    """Every signing key, oldest first. The first is made on first use; a process reads them once."""
    kept_bytes(settings.KEY_DIR / "tablet-1.key", 32)
    paths = sorted(settings.KEY_DIR.glob("tablet-*.key"), key=lambda path: int(path.stem.split("-")[1]))
    return [Ed25519PrivateKey.from_private_bytes(path.read_bytes()) for path in paths]


def rotate() -> int:
    """Add a signing key; returns its number. Processes sign with it after a restart."""
    number = len(signing_keys()) + 1
    kept_bytes(settings.KEY_DIR / f"tablet-{number}.key", 32)
    for known in (signing_keys, roots):
        known.cache_clear()
    return number


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def key_id(key: Ed25519PrivateKey) -> str:
    """The name of a key: SHA-256 of its public bytes."""
    return hashlib.sha256(public(key)).hexdigest()


def pre_authentication(kind: str, payload: bytes) -> bytes:
    """DSSE's PAE: what is signed, so that bytes of one kind cannot pose as another."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)


def envelope(kind: str, payload: bytes, signers: list[Ed25519PrivateKey] | None = None) -> bytes:
    """A DSSE envelope in JSON. Ed25519 is deterministic: the same payload gives the same bytes on every server."""
    signed = pre_authentication(kind, payload)
    signatures = [{"keyid": key_id(key), "sig": b64encode(key.sign(signed)).decode()} for key in signers or signing_keys()[-1:]]
    return orjson.dumps({"payload": b64encode(payload).decode(), "payloadType": kind, "signatures": signatures})


@cache
def roots() -> list[dict]:
    """The chain of roots as DSSE envelopes: root n names key n and is signed by keys n−1 and n."""
    made, every = [], signing_keys()
    for number, key in enumerate(every, start=1):
        payload = {"schema": "root/1", "version": number, "key": {"id": key_id(key), "ed25519": b64encode(public(key)).decode()}}
        signers = [*every[max(number - 2, 0) : number - 1], key]
        made.append(orjson.loads(envelope(ROOT_TYPE, orjson.dumps(payload, option=orjson.OPT_SORT_KEYS), signers)))
    return made

"""The signed pointer: what is in force for a home's tablets, in about a kilobyte, whose bytes follow from rows alone."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import orjson

from cms.tablet import keys
from cms.tablet.contract import LIMITS, MIN_APP, POINTER_TYPE

FRESH = timedelta(days=90)  # after this a tablet that heard nothing says so, and goes on reading
RENEWED = timedelta(days=30)  # a pointer without a newer release is signed anew this often


class Facts(NamedTuple):
    """The rows a pointer is made of. `withdrawn` is canonical JSON, so that facts can be compared."""

    channel: str
    seq: int
    root: str
    size: int
    made_at: datetime
    withdrawn: bytes
    languages: tuple[str, ...]


class Signed(NamedTuple):
    """An envelope and its tag."""

    envelope: bytes
    tag: str


def issued_at(made_at: datetime, now: datetime) -> datetime:
    """When the pointer counts as issued: the release's moment, moved on in whole steps of 30 days."""
    return made_at + max(0, (now - made_at) // RENEWED) * RENEWED


def moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def pointer(facts: Facts, now: datetime) -> Signed:
    """The pointer for these facts; the same on every server and at every moment until something changes or a month passes."""
    return _signed(facts, issued_at(facts.made_at, now))


@lru_cache(maxsize=256)
def _signed(facts: Facts, issued: datetime) -> Signed:
    body = {
        "schema": "pointer/1", "channel": facts.channel, "seq": facts.seq, "edition": f"{facts.made_at.astimezone(UTC):%Y.%m}.{facts.seq}",
        "root": {"sha256": facts.root, "size": facts.size}, "issued": moment(issued), "fresh_until": moment(issued + FRESH),
        "min_app": MIN_APP, "assign": {"locales": list(facts.languages)}, "withdrawn": orjson.loads(facts.withdrawn), "limits": LIMITS,
    }  # fmt: skip
    envelope = keys.envelope(POINTER_TYPE, orjson.dumps(body, option=orjson.OPT_SORT_KEYS))
    return Signed(envelope, hashlib.sha256(envelope).hexdigest()[:32])

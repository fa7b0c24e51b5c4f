"""Bytes under their own address. Compressing is slow, so it happens before any transaction; storing is one insert."""

import gzip
from dataclasses import dataclass

import brotli
from django.utils import timezone

from curriculum import rules
from curriculum.models import Blob

SMALL = 262_144  # above this, brotli's best level costs seconds and wins little


@dataclass(frozen=True)
class Bytes:
    """A blob ready to be stored. `br` and `gzip` are None for media, which is never content-encoded."""

    sha256: str
    identity: bytes
    br: bytes | None
    gzip: bytes | None
    media_type: str = "application/json"
    private: bool = False

    @property
    def size(self) -> int:
        return len(self.identity)


def packed(document: dict, private: bool = False) -> Bytes:
    """Canonical JSON of `document` with its compressed forms; the same input gives the same bytes everywhere."""
    data = rules.canonical(document)
    return Bytes(rules.sha256(data), data, compressed(data), gzip.compress(data, 9, mtime=0), private=private)


def compressed(data: bytes) -> bytes:
    """Brotli at level 11, or 5 for what is large."""
    return brotli.compress(data, quality=11 if len(data) <= SMALL else 5)


def media(data: bytes, media_type: str) -> Bytes:
    """A picture or sound as a blob: identity bytes only, so that ranges work."""
    return Bytes(rules.sha256(data), data, None, None, media_type)


def store(blobs: list[Bytes]) -> None:
    """Insert the blobs that are not there yet. Same address, same bytes: an existing row is left as it is."""
    now = timezone.now()
    rows = [
        Blob(
            sha256=b.sha256, identity=b.identity, br=b.br, gzip=b.gzip, media_type=b.media_type, private=b.private, size=b.size, made_at=now
        )
        for b in {b.sha256: b for b in blobs}.values()
    ]
    Blob.objects.bulk_create(rows, ignore_conflicts=True)

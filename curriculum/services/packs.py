"""Packs: all text between two releases in one language as one stream. Pure accelerators: manifests say what is right."""

import gzip
import json

import brotli
import orjson

from cms import languages
from curriculum.models import Blob, ChannelPointer, Pack, Release

LARGE = 8_000_000  # bytes; above this brotli's best level takes longer than a tablet waits
WHOLE = 64_000_000  # bytes; above this there is no pack: tablets fetch blob by blob


def build_pack(root: str, base: str, language: str) -> Pack | None:
    """Build and keep the pack that leads from `base` (or from nothing) to `root`; None when it would be too large.

    Two at once both build and one row stays: same addresses, same bytes.
    """
    wanted = _addresses(root, language)
    held = set(_addresses(base, language)) if base else set()
    shas = [sha for sha in wanted if sha not in held]
    if sum(Blob.objects.filter(sha256__in=shas).values_list("size", flat=True)) > WHOLE:
        return None
    data = b"".join(_lines(shas))
    best = 11 if len(data) <= LARGE else 5
    pack = Pack(
        root=root, base=base, language=language, identity=data, br=brotli.compress(data, quality=best, lgwin=24),
        gzip=gzip.compress(data, 9, mtime=0),
    )  # fmt: skip
    Pack.objects.bulk_create([pack], ignore_conflicts=True)
    return pack


def _addresses(root: str, language: str) -> list[str]:
    """Every text blob a tablet needs in one language, in the order it is most useful: manifests, SafetyCards, documents."""
    parts = [p["sha256"] for p in _json([root])[root]["parts"] if p["p"].endswith(f"/{language}")]
    manifests = _json(parts)
    entries = [entry for sha in parts for entry in manifests[sha]["entries"]]
    cards = [entry["card"]["sha256"] for entry in entries if "card" in entry]
    documents = [entry["sha256"] for entry in entries if "sha256" in entry]
    return list(dict.fromkeys([root, *parts, *cards, *documents]))


def _json(shas: list[str]) -> dict[str, dict]:
    rows = Blob.objects.filter(sha256__in=shas, private=False).values_list("sha256", "identity")
    return {sha: orjson.loads(bytes(data)) for sha, data in rows}


def _lines(shas: list[str]):
    """One line per blob: its address and its exact bytes as a string, so that any JSON reader can check the one by the other."""
    found = dict(Blob.objects.filter(sha256__in=shas, private=False).values_list("sha256", "identity"))
    for sha in shas:
        text = json.dumps(bytes(found[sha]).decode(), ensure_ascii=False)
        yield f'{{"h":"{sha}","b":{text}}}\n'.encode()


def base_of(root: str) -> str:
    """`root` when it is a release this server made, else nothing: then the pack holds everything."""
    return root if root and Release.objects.filter(root_id=root).exists() else ""


def build_packs(channel: str) -> int:
    """After a release: build the step from the one before in each language it touched, and drop packs nobody may fetch any more.

    Returns how many there are now. Everything else is built when it is first asked for.
    """
    pointer = ChannelPointer.objects.select_related("release__previous").filter(channel=channel).first()
    if pointer is None:
        return 0
    Pack.objects.exclude(root__in=ChannelPointer.objects.values("release__root_id")).delete()
    release = pointer.release
    if release.previous is None:
        return 0
    step = Pack.objects.filter(root=release.root_id, base=release.previous.root_id)
    touched = set(release.changes.values_list("language", flat=True)) & set(languages.ALL)
    for language in sorted(touched - set(step.values_list("language", flat=True))):
        build_pack(release.root_id, release.previous.root_id, language)
    return step.count()

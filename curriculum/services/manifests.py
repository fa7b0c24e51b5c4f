"""Manifests: what a channel offers, in two levels (one part per module and language, and a root that names the parts)."""

from cms import languages
from curriculum.models import InForce, PartInForce
from curriculum.services.blobs import Bytes, packed


def part_name(module: str, language: str) -> str:
    return f"{module}/{language}"


def entry(row: InForce) -> dict:
    """One document in a part manifest. A withheld document keeps its place, its reason and its SafetyCard."""
    found = {"p": f"{row.document_kind}/{row.code}", "id": str(row.document), "state": row.state}
    if row.reason:
        found["reason"] = row.reason
    if row.card_blob_id:
        found["card"] = {"sha256": row.card_blob_id, "size": row.card_blob.size}
    if row.rendering_id:
        rendering = row.rendering
        found |= {
            "v": rendering.edition.number, "sha256": rendering.blob_id, "size": rendering.blob.size,
            "requires": [f"{row.document_kind}/1"], "approval": rendering.approval,
        }  # fmt: skip
        if rendering.media:
            found["uses"] = rendering.media
    return found


def part(channel: str, module: str, language: str) -> Bytes:
    """The manifest of one module in one language, from what is in force now."""
    rows = (
        InForce.objects.on(channel)
        .filter(module=module, language=language)
        .select_related("rendering__edition", "rendering__blob", "card_blob")
        .only(
            "document_kind", "code", "document", "state", "reason", "card_blob__size", "rendering__blob__size",
            "rendering__approval", "rendering__media", "rendering__edition__number",
        )
        .order_by("document_kind", "code")
    )  # fmt: skip
    return packed({"schema": "part/1", "entries": [entry(row) for row in rows]})


def root(channel: str, seq: int, previous: str | None, issued: str) -> Bytes:
    """The root manifest: every part of the channel by address. `seq` is inside, so an older root cannot pose as a newer one."""
    parts = PartInForce.objects.filter(channel=channel).order_by("part").values_list("part", "blob_id", "blob__size")
    return packed(
        {
            "schema": "edition/1",
            "channel": channel,
            "seq": seq,
            "prev": previous,
            "issued": issued,
            "languages": list(languages.ALL),
            "fallback": {code: list(chain) for code, chain in languages.FALLBACK.items()},
            "parts": [{"p": name, "sha256": sha, "size": size} for name, sha, size in parts],
        }
    )


def hidden(channel: str, seq: int) -> list[dict]:
    """What a tablet must hide at once, even if it cannot download anything: the latest withheld or withdrawn documents.

    At most 12, newest first, so that a pointer stays within 2 KB; the part manifests carry the full list.
    """
    rows = InForce.objects.on(channel).filter(rendering__isnull=True).order_by("-since_seq", "code", "language")[:12]
    return [{"p": f"{row.document_kind}/{row.code}", "l": row.language, "why": row.reason, "max_seq": row.since_seq - 1} for row in rows]

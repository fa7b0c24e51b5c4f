"""Releases: the append-only log, the pointer, and the projections that follow it. Always inside the caller's transaction."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.acting import acting_user
from curriculum.models import ChannelPointer, InForce, PartInForce, Reach, Release, ReleaseChange, Rendering
from curriculum.services import blobs, manifests

STABLE = "stable"
KEPT = timedelta(days=180)  # how long a replaced blob may still be fetched by a tablet in the middle of a sync
STATE = {"put": "current", "behind": "behind", "withhold": "withheld", "withdraw": "withdrawn"}
DEMONSTRATION_ENDED = "demonstration-ended"
CARD_GOES_TOO = {"card-recalled", DEMONSTRATION_ENDED}  # recalled as harmful, or never approved by a clinician


@dataclass(frozen=True)
class Change:
    """What a release does to one document in one language."""

    document_kind: str
    document: str
    code: str
    module: str
    language: str
    action: str
    rendering: Rendering | None = None
    reason: str = ""
    face: dict | None = None


def release(changes: list[Change], note: str = "", channel: str = STABLE) -> Release:
    """Append one release and move the pointer; all or nothing. Returns the new release.

    The log rows say what changed; InForce, PartInForce and Reach are projections of them, written in the same transaction.
    """
    with transaction.atomic():
        now = timezone.now()
        pointer = ChannelPointer.objects.select_for_update().filter(channel=channel).select_related("release").first()
        previous = pointer.release if pointer else None
        seq = previous.seq + 1 if previous else 1
        for change in changes:
            _project(channel, seq, change)
        touched = sorted({(change.module, change.language) for change in changes})
        new = _manifests(channel, seq, previous, touched, now)
        by = acting_user()
        made = Release.objects.create(
            channel=channel, seq=seq, root_id=new, previous=previous, note=note[:200], withdrawn=manifests.hidden(channel, seq),
            made_by_id=by.pseudonym if by else None, made_at=now,
        )  # fmt: skip
        _log(made, changes)
        ChannelPointer.objects.update_or_create(channel=channel, defaults={"release": made})
    return made


def _log(made: Release, changes: list[Change]) -> None:
    ReleaseChange.objects.bulk_create(
        ReleaseChange(
            release=made, document_kind=c.document_kind, document=c.document, language=c.language, action=c.action,
            rendering=c.rendering, reason=c.reason,
        )
        for c in changes
    )  # fmt: skip


def _project(channel: str, seq: int, change: Change) -> None:
    """Bring the InForce row of the document and language up to date, and what the channel reaches with it."""
    row = InForce.objects.filter(channel=channel, document=change.document, language=change.language).first()
    row = row or InForce(channel=channel, document=change.document, language=change.language)
    before = row.rendering
    row.document_kind, row.code, row.module = change.document_kind, change.code, change.module
    row.state, row.reason, row.since_seq = STATE[change.action], change.reason, seq
    if change.face is not None:
        row.face = change.face
    readable = change.action in ("put", "behind")
    row.rendering = change.rendering if readable else None
    if readable and change.rendering.card_blob_id:
        row.card_blob_id = change.rendering.card_blob_id
    elif change.reason in CARD_GOES_TOO and row.card_blob_id:
        Reach.objects.filter(channel=channel, blob_id=row.card_blob_id).update(until=timezone.now())
        row.card_blob = None
    row.save()
    if before and readable and before != row.rendering:
        Reach.objects.filter(channel=channel, blob_id=before.blob_id).update(until=timezone.now() + KEPT)
    if not readable:
        _unreach(channel, change)
    else:
        shas = [change.rendering.blob_id, change.rendering.card_blob_id, *(m["sha256"] for m in change.rendering.media)]
        _reach(channel, seq, [sha for sha in shas if sha])


def _unreach(channel: str, change: Change) -> None:
    """What may not be read may not be fetched either, in none of its editions: an older wording could be the harmful one."""
    every = Rendering.objects.filter(edition__document=change.document, language=change.language)
    Reach.objects.filter(channel=channel, blob__in=every.values("blob")).update(until=timezone.now())


def _reach(channel: str, seq: int, shas: list[str]) -> None:
    """The channel offers these blobs from now on, without an end."""
    Reach.objects.bulk_create(
        [Reach(channel=channel, blob_id=sha, last_seq=seq, until=None) for sha in dict.fromkeys(shas)],
        update_conflicts=True, unique_fields=["channel", "blob"], update_fields=["last_seq", "until"],
    )  # fmt: skip


def _manifests(channel: str, seq: int, previous: Release | None, touched: list[tuple[str, str]], now) -> str:
    """Store the manifests of the touched parts and the root; returns the root's address.

    They are built inside the transaction because they must follow the locked pointer; they are a few kilobytes each.
    """
    made = []
    for module, language in touched:
        part = manifests.part(channel, module, language)
        blobs.store([part])
        PartInForce.objects.update_or_create(channel=channel, part=manifests.part_name(module, language), defaults={"blob_id": part.sha256})
        made.append(part.sha256)
    root = manifests.root(channel, seq, previous.root_id if previous else None, now.isoformat(timespec="seconds"))
    blobs.store([root])
    _reach(channel, seq, [*made, root.sha256])
    return root.sha256


def put_all(channel: str = STABLE):
    """Every rendering in force on a channel, for reports and for going live."""
    return InForce.objects.on(channel).readable().with_bytes()

"""The ledger: what tablets sent, each record once or not at all. One transaction per batch, one savepoint per record."""

import hashlib
import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.utils import timezone

from cms.models import Device, RecordConflict, TabletRecord
from cms.tablet import kinds, screen
from cms.tablet.kinds import Kind, Quarantine

log = logging.getLogger(__name__)

ACCEPTED, DUPLICATE, CONFLICT, QUARANTINED, REFUSED = "accepted", "duplicate", "conflict", "quarantined", "refused"


def digest(record: dict) -> str:
    """SHA-256 of the record's canonical JSON, however it was spaced or ordered: what tells a retry from a conflict."""
    return hashlib.sha256(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).hexdigest()


def receive(*, device: Device, envelope: dict) -> list[dict]:
    """Store a batch; returns one result per record, in order. A record refused here leaves no trace, also not in a log."""
    now, records = timezone.now(), envelope["records"]
    with transaction.atomic():
        seen = TabletRecord.objects.in_bulk([one for one in map(_id, records) if one])
        results = [_receive_one(device, record, envelope, now, seen) for record in records]
        held = envelope.get("release_held", device.release_held)
        Device.objects.filter(pk=device.pk).update(last_seen_at=now, release_held=held)
    return results


def _receive_one(device: Device, record: Any, envelope: dict, now: datetime, seen: dict) -> dict:
    """The result for one record. One that is stored keeps its result whatever the schemas have become; any other is screened first."""
    first = seen.get(uuid.UUID(_id(record))) if _id(record) else None
    if first and first.sha256 == digest(record):
        return _duplicate(first)
    kind = kinds.find(record.get("type"), record.get("schema")) if _has_kind(record) else None
    wrong = kinds.misfits(record, kind)
    if wrong:
        return _result(record, REFUSED, reason="malformed", errors=[misfit._asdict() for misfit in wrong])
    if kind is None and not screen.only_codes(record["payload"], _words()):
        return _result(record, REFUSED, reason="unreadable")
    row = _row(device, record, envelope, now)
    try:
        return _result(record, *_store(row, kind, device))
    except IntegrityError:
        return _known(row)


def _has_kind(record: Any) -> bool:
    return isinstance(record, dict) and isinstance(record.get("type"), str) and type(record.get("schema")) is int


def _words() -> set[str]:
    return screen.words_of([kind.json_schema for kind in kinds.every()])


def _row(device: Device, record: dict, envelope: dict, now: datetime) -> TabletRecord:
    moment, sure = adjusted(record, envelope, now)
    return TabletRecord(
        id=record["id"], device=device, kind=record["type"], schema=record["schema"], seq=record["seq"],
        sha256=digest(record), payload=record, recorded_at=moment, clock_is_sure=sure,
        status=TabletRecord.ACCEPTED,
    )  # fmt: skip


def _store(row: TabletRecord, kind: Kind | None, device: Device) -> tuple[str, str]:
    """Insert the record and what it means. IntegrityError when the id is known already: the database decides, not a look before."""
    reason = "kind-unknown" if kind is None else ""
    if kind:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                _project(row, kind, device)
            return ACCEPTED, ""
        except Quarantine as stop:
            reason = stop.reason
    row.status, row.reason = TabletRecord.QUARANTINED, reason[:40]
    with transaction.atomic():
        row.save(force_insert=True)
    log.warning("a tablet record of kind %s was quarantined: %s", row.kind, row.reason)
    return QUARANTINED, row.reason


def _project(row: TabletRecord, kind: Kind, device: Device) -> None:
    """Run the owning room's projection. One that breaks costs neither the record nor its batch; only the error's name is logged."""
    try:
        with transaction.atomic():
            kind.project(row.payload, device)
    except (Quarantine, OperationalError):
        raise
    except Exception as error:
        log.error("the projection of kind %s failed with %s", row.kind, type(error).__name__)
        raise Quarantine("projection-failed") from None


def _known(row: TabletRecord) -> dict:
    """The id is taken: the same bytes get the first result again, other bytes are kept beside the first."""
    first = TabletRecord.objects.filter(pk=row.pk).first()
    if first is None:
        raise DatabaseError("a record could not be stored")
    if first.sha256 == row.sha256:
        return _duplicate(first)
    RecordConflict.objects.get_or_create(record=first, sha256=row.sha256, defaults={"device": row.device, "payload": row.payload})
    return _result(row.payload, CONFLICT, first=first.status)


def _duplicate(first: TabletRecord) -> dict:
    return _result(first.payload, DUPLICATE, first.reason, first=first.status)


def _result(record: Any, status: str, reason: str = "", **more) -> dict:
    """One line of the answer. The id is repeated only when it is one, so that nothing else can be sent back and forth."""
    found = {"id": _id(record), "status": status, **more}
    return {**found, "reason": reason} if reason else found


def _id(record: Any) -> str | None:
    """The record's id when it really is one."""
    given = record.get("id") if isinstance(record, dict) else None
    return given if isinstance(given, str) and kinds.is_uuid(given) else None


def adjusted(record: dict, envelope: dict, now: datetime) -> tuple[datetime, bool]:
    """When it was recorded, and whether that is sure.

    Sure when the tablet has run without a break since: its uptime then and now do not depend on its clock. Otherwise its own
    moment stands, marked unsure; no record is turned away for its clock.
    """
    if record.get("boot") and record.get("boot") == envelope.get("boot") and "uptime_ms" in record:
        elapsed = envelope.get("uptime_ms", -1) - record["uptime_ms"]
        if 0 <= elapsed <= 366 * 24 * 3600 * 1000:
            return now - timedelta(milliseconds=elapsed), True
    try:
        moment = datetime.fromisoformat(record["recorded_at"])
    except ValueError:
        return now, False
    return (moment if 1970 < moment.year < 2200 else now), False


def status_of(ids: list[str]) -> list[dict]:
    """For each id, whether the server holds the record: asked before a tablet is wiped."""
    known = {str(pk) for pk in TabletRecord.objects.filter(pk__in=ids).values_list("pk", flat=True)}
    return [{"id": one, "status": "known" if one in known else "unknown"} for one in ids]

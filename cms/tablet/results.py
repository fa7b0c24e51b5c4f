"""What the server made of a tablet's records, as its kinds tell it; read page by page with a cursor that says nothing itself."""

import binascii
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from django.db.models import Q

from cms.models import Device, TabletRecord
from cms.tablet import kinds
from cms.tablet.contract import PAGE
from cms.tablet.problems import Problem


def page(device: Device, after: str = "") -> dict:
    """Up to 100 results after the cursor, and the cursor to go on from."""
    telling = [kind for kind in kinds.every() if kind.result]
    rows = TabletRecord.objects.filter(device=device, status=TabletRecord.ACCEPTED).filter(_of(telling)).order_by("received_at", "id")
    if after:
        rows = rows.filter(_behind(after))
    rows = list(rows[:PAGE])
    found = [{"id": str(row.pk), "type": row.kind, "result": kinds.find(row.kind, row.schema).result(row.payload)} for row in rows]
    return {"results": [line for line in found if line["result"] is not None], "next": _cursor(rows[-1]) if rows else after or None}


def _of(telling: list) -> Q:
    condition = Q(pk__in=[])
    for kind in telling:
        condition |= Q(kind=kind.name, schema=kind.schema)
    return condition


def _cursor(row: TabletRecord) -> str:
    return urlsafe_b64encode(f"{row.received_at.isoformat()} {row.pk}".encode()).decode()


def _behind(cursor: str) -> Q:
    """The rows after a cursor; one that cannot be read starts the tablet afresh."""
    try:
        moment, pk = urlsafe_b64decode(cursor).decode().split(" ")
        moment, pk = datetime.fromisoformat(moment), uuid.UUID(pk)
    except (ValueError, binascii.Error):
        raise Problem("cursor-expired") from None
    if moment.tzinfo is None:
        raise Problem("cursor-expired")
    return Q(received_at__gt=moment) | Q(received_at=moment, id__gt=pk)

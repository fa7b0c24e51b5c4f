"""Numbers and shapes both sides rely on (docs/tablet.md). Changing one changes docs/openapi.json, which a test compares."""

VERSION = "v1"
MIN_APP = "1.0.0"

BATCH = 100  # records in one request
BATCH_BYTES = 262_144  # one request on the wire, compressed or not
BATCH_DECODED = 1_048_576  # the same after decompression: a small body that unfolds to gigabytes is refused
STATUS_IDS = 500
PAGE = 100
LIMITS = {"batch": BATCH, "batch_bytes": BATCH_BYTES}

READS = ("send-only", "home-closed")  # what a door that only reading tablets may use answers the others

POINTER_TYPE = "application/vnd.dhairya.pointer+json"
ROOT_TYPE = "application/vnd.dhairya.root+json"

UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MOMENT = {
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$",
    "description": "RFC 3339 with an offset",
}
COUNT = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}


def closed(properties: dict, optional: tuple[str, ...] = ()) -> dict:
    """An object schema that allows nothing else: what is not named cannot be sent, so it cannot be stored."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


RECORD = closed(
    {
        "id": UUID,
        "type": {"type": "string", "pattern": "^[a-z][a-z-]{0,39}$"},
        "schema": {"type": "integer", "minimum": 1, "maximum": 999},
        "seq": COUNT,
        "recorded_at": MOMENT,
        "boot": UUID,
        "uptime_ms": COUNT,
        "edition": SHA256,
        "worker": UUID,
        "payload": {"type": "object"},
    },
    optional=("boot", "uptime_ms", "edition", "worker"),
)
BATCH_SCHEMA = closed(
    {
        "sent_at": MOMENT,
        "boot": UUID,
        "uptime_ms": COUNT,
        "release_held": COUNT,
        "records": {"type": "array", "maxItems": BATCH, "items": {"$ref": "#/components/schemas/Record"}},
    },
    optional=("sent_at", "boot", "uptime_ms", "release_held"),
)


def tells(answers: dict, *problems: str, **more) -> dict:
    """What a door answers, for docs/openapi.json: shapes by status, and the codes of its problems beside those of its guard."""
    return {"answers": answers, "problems": [*problems], **more}

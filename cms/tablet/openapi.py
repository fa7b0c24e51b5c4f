"""The contract as an OpenAPI 3.1 document: the doors from the code, the shapes from `contract`, the rooms' shapes from their routers."""

from ninja.openapi import get_schema

from cms.tablet import kinds
from cms.tablet.contract import BATCH_SCHEMA, COUNT, MOMENT, RECORD, UUID, closed
from cms.tablet.problems import CODES

TEXT = {"type": "string"}
LIMITS = closed({"batch": COUNT, "batch_bytes": COUNT})
ROOTS = {"type": "array", "items": {"$ref": "#/components/schemas/Envelope"}}
LANGUAGES = {"type": "array", "items": TEXT}
TOKEN = {"token": TEXT, "expires_in": COUNT}
RESULT = closed(
    {
        "id": {"anyOf": [UUID, {"type": "null"}]},
        "status": {"enum": ["accepted", "duplicate", "conflict", "quarantined", "refused"]},
        "reason": TEXT,
        "first": {"enum": ["accepted", "quarantined"]},
        "errors": {"type": "array", "items": closed({"code": TEXT, "at": TEXT})},
    },
    optional=("reason", "first", "errors"),
)
DEVICE = {"device_id": UUID, "home": TEXT, "languages": LANGUAGES, "channel": {"enum": ["stable", "pilot"]}}
SHAPES = {
    "Record": RECORD,
    "Batch": BATCH_SCHEMA,
    "Paired": closed({**DEVICE, **TOKEN, "roots": ROOTS, "limits": LIMITS}),
    "Token": closed(TOKEN),
    "RecordResults": closed({"results": {"type": "array", "items": RESULT}}),
    "RecordStatus": closed({"results": {"type": "array", "items": closed({"id": UUID, "status": {"enum": ["known", "unknown"]}})}}),
    "Results": closed(
        {
            "results": {"type": "array", "items": closed({"id": UUID, "type": TEXT, "result": {"type": "object"}})},
            "next": {"anyOf": [TEXT, {"type": "null"}]},
        }
    ),
    "Keys": closed({"roots": ROOTS}),
    "Device": closed(
        {**DEVICE, "state": {"enum": ["active", "drain"]}, "release_held": {"anyOf": [COUNT, {"type": "null"}]}, "token_expires_at": MOMENT}
    ),
    "Problem": {
        "type": "object",
        "required": ["type", "code", "status", "title"],
        "properties": {
            "type": TEXT,
            "code": {"enum": sorted(CODES)},
            "status": COUNT,
            "title": TEXT,
            "errors": {"type": "array"},
            "limits": LIMITS,
        },
    },
}
MEDIA = {
    "Envelope": "application/vnd.dsse+json",
    "Pack": "application/x-ndjson",
    "Blob": "application/json",
    "Media": "application/octet-stream",
}
RAW = {"Pack": {"$ref": "#/components/schemas/PackLine"}, "Blob": {}, "Media": {}}
DESCRIPTIONS = {200: "OK", 201: "Created", 204: "Done", 206: "The range", 304: "Nothing changed"}
AUTH = ("token-invalid", "token-expired", "token-revoked")


def document(api) -> dict:
    """The whole contract; equal on every machine, so that a committed copy can be compared."""
    schema = dict(get_schema(api, path_prefix="/api/tablet/v1/"))
    shapes = dict(SHAPES)
    for operations in schema["paths"].values():
        for operation in operations.values():
            shapes |= operation.pop("shapes", {})
            _describe(operation)
    for kind in kinds.every():
        shapes[f"Payload-{kind.name}-{kind.schema}"] = kind.json_schema
    schema["components"]["schemas"] |= shapes
    return schema


def _describe(operation: dict) -> None:
    """Put our answers and problems in the place of what ninja guessed."""
    answers = {str(status): _answer(status, name) for status, name in operation.pop("answers", {}).items()}
    codes = [*(AUTH if operation.get("security") else ()), *operation.pop("problems", [])]
    for status in sorted({CODES[code][0] for code in codes}):
        answers[str(status)] = _problem([code for code in codes if CODES[code][0] == status])
    operation["responses"] = answers
    body = operation.pop("body", None)
    if body:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}}


def _answer(status: int, name: str | None) -> dict:
    found = {"description": DESCRIPTIONS[status]}
    if name:
        schema = RAW.get(name, {"$ref": f"#/components/schemas/{name}"})
        found["content"] = {MEDIA.get(name, "application/json"): {"schema": schema}}
    return found


def _problem(codes: list[str]) -> dict:
    return {
        "description": "; ".join(codes),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }

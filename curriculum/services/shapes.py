"""What the tablet's content doors answer, as JSON Schema for docs/openapi.json. Plain data."""

from cms.tablet.contract import COUNT, MOMENT, SHA256, UUID, closed

CODE = {"type": "string"}
LANGUAGE = {"enum": ["en", "hi", "mr", "bn"]}
ADDRESS = closed({"sha256": SHA256, "size": COUNT})
ENVELOPE = closed(
    {
        "payload": {"type": "string", "contentEncoding": "base64"},
        "payloadType": {"type": "string"},
        "signatures": {"type": "array", "items": closed({"keyid": SHA256, "sig": {"type": "string", "contentEncoding": "base64"}})},
    }
) | {"description": "DSSE envelope; signed are the payload's exact bytes. The payload is a Pointer or a Root."}
HIDDEN = closed({"p": CODE, "l": LANGUAGE, "why": CODE, "max_seq": COUNT})
POINTER = closed(
    {
        "schema": {"const": "pointer/1"}, "channel": CODE, "seq": COUNT, "edition": CODE, "root": ADDRESS, "issued": MOMENT,
        "fresh_until": MOMENT, "min_app": CODE, "assign": closed({"locales": {"type": "array", "items": LANGUAGE}}),
        "withdrawn": {"type": "array", "items": HIDDEN}, "limits": closed({"batch": COUNT, "batch_bytes": COUNT}),
    }
)  # fmt: skip
EDITION = {
    "type": "object",
    "description": "edition/1 is the root manifest, part/1 the manifest of one module in one language",
    "oneOf": [
        closed(
            {
                "schema": {"const": "edition/1"}, "channel": CODE, "seq": COUNT, "prev": {"anyOf": [SHA256, {"type": "null"}]},
                "issued": CODE, "languages": {"type": "array", "items": LANGUAGE},
                "fallback": {"type": "object", "additionalProperties": {"type": "array"}},
                "parts": {"type": "array", "items": closed({"p": CODE, "sha256": SHA256, "size": COUNT})},
            }
        ),
        closed({"schema": {"const": "part/1"}, "entries": {"type": "array", "items": {"$ref": "#/components/schemas/Entry"}}}),
    ],
}  # fmt: skip
ENTRY = closed(
    {
        "p": CODE, "id": UUID, "state": {"enum": ["current", "behind", "withheld", "withdrawn"]}, "reason": CODE, "card": ADDRESS,
        "v": COUNT, "sha256": SHA256, "size": COUNT, "requires": {"type": "array", "items": CODE},
        "approval": {"enum": ["clinical", "demonstration", "none"]}, "uses": {"type": "array", "items": {"type": "object"}},
    },
    optional=("reason", "card", "v", "sha256", "size", "requires", "approval", "uses"),
)  # fmt: skip
LINE = closed({"h": SHA256, "b": {"type": "string", "description": "the blob's exact bytes as text; their SHA-256 is h"}})

SHAPES = {"Envelope": ENVELOPE, "Pointer": POINTER, "Edition": EDITION, "Entry": ENTRY, "PackLine": LINE}

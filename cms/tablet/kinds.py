"""The kinds of record a tablet may send. Rooms to the right register theirs in AppConfig.ready; this room asks no one."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from cms.models import Device
from cms.tablet.contract import BATCH_SCHEMA, RECORD, UUID


class Kind(NamedTuple):
    """One kind at one schema version. `project` writes what the record means; `result` reads what the server made of it."""

    name: str
    schema: int
    json_schema: dict
    validator: Draft202012Validator
    project: Callable[[dict, Device], None]
    result: Callable[[dict], dict | None] | None


class Quarantine(Exception):
    """Raised by a projection that cannot place a well-formed record (an edition it does not know). The record is kept aside."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Misfit(NamedTuple):
    """One way in which a record is not what its schema says. `at` is a place in the schema's own words, never a value."""

    code: str
    at: str


def _pattern(validator, pattern, value, schema):
    """As in ECMAScript, which JSON Schema means: `$` is the very end, where Python also allows a line break after it."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError("")


Validator = extend(Draft202012Validator, {"pattern": _pattern})
_kinds: dict[tuple[str, int], Kind] = {}
_head = Validator(RECORD)


def register(kind: str, schema_version: int, json_schema: dict, project: Callable, result: Callable | None = None) -> None:
    """Accept records of `kind` at `schema_version` whose payload fits `json_schema`.

    `project(record, device)` runs in the transaction that stores the record; `record` is the whole record as sent. Every object
    in the schema must be closed: a field nobody named could carry a child's name.
    """
    if not is_closed(json_schema):
        raise ValueError(f"the schema of {kind} must set additionalProperties to false or to a schema, in every object")
    Draft202012Validator.check_schema(json_schema)
    _kinds[kind, schema_version] = Kind(kind, schema_version, json_schema, Validator(json_schema), project, result)


def forget(kind: str, schema_version: int) -> None:
    """Take a kind out again (tests)."""
    _kinds.pop((kind, schema_version), None)


def find(kind: str, schema_version: int) -> Kind | None:
    return _kinds.get((kind, schema_version))


def every() -> list[Kind]:
    """All kinds, in a fixed order, for the contract."""
    return [_kinds[key] for key in sorted(_kinds)]


def is_uuid(text: str) -> bool:
    """True for the one spelling of a UUID that the contract allows."""
    return bool(re.fullmatch(UUID["pattern"], text))


def is_closed(schema: Any) -> bool:
    """True when no object in the schema lets an unnamed field through."""
    if isinstance(schema, list):
        return all(is_closed(item) for item in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object" and schema.get("additionalProperties", True) is True:
        return False
    return all(is_closed(value) for key, value in schema.items() if key not in ("enum", "const", "examples"))


def misfits(record: Any, kind: Kind | None) -> list[Misfit]:
    """Where a record departs from the contract: first its head, then, for a known kind, its payload. At most five."""
    found = [_misfit(error, "") for error in _head.iter_errors(record)]
    if not found and kind:
        found = [_misfit(error, "/payload") for error in kind.validator.iter_errors(record["payload"])]
    return found[:5]


WORDS = {"additionalProperties": "unknown-field", "required": "missing-field", "propertyNames": "unknown-field"}


def _misfit(error, base: str) -> Misfit:
    """An error without any of its values: the failed keyword, and the place as the schema names it."""
    steps = iter(error.absolute_schema_path)
    place = []
    for step in steps:
        if step == "properties":
            place.append(str(next(steps, "")))
        elif step in ("items", "additionalProperties", "patternProperties"):
            place.append("*")
    if error.validator in WORDS and place and place[-1] == "*":
        place.pop()
    return Misfit(WORDS.get(error.validator, f"not-{error.validator}"), "/".join([base, *place]))


_envelope = Validator({**BATCH_SCHEMA, "properties": {**BATCH_SCHEMA["properties"], "records": {"type": "array"}}})


def is_envelope(value: Any) -> bool:
    """Is this a batch, whatever its records are?"""
    return _envelope.is_valid(value)

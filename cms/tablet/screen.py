"""What may be kept of a record nobody here can read yet. Plain Python, so that it can be tested without a database.

A newer app may send a kind or schema this server does not know. It is kept aside only when it is made of codes: ids, digests,
moments, small numbers and words of the contract. Anything that could be a name, a phone or free text is refused unstored.
"""

import re
from collections.abc import Collection
from typing import Any

CODES = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a UUID
    r"|[0-9a-f]{64}"  # a digest
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})?)?"  # a day or a moment
    r"|[0-9]{1,2}([-+][0-9]{0,2})?"  # a band
)
FIELD = re.compile(r"[a-z]{2,16}(_[a-z]{1,16}){0,2}")
IDENTIFYING = frozenset("name child birth born dob phone mobile aadhaar aadhar address note text comment case fir".split())
LARGEST = 99_999  # a number with more digits could be a phone or an Aadhaar number


DEEPEST = 8


def only_codes(value: Any, words: Collection[str], depth: int = 0) -> bool:
    """True when `value` holds nothing but codes and `words`, at most eight levels deep."""
    if depth > DEEPEST:
        return False
    if isinstance(value, dict):
        return all(_is_field(key) and only_codes(item, words, depth + 1) for key, item in value.items())
    if isinstance(value, list):
        return all(only_codes(item, words, depth + 1) for item in value)
    if isinstance(value, str):
        return value in words or bool(CODES.fullmatch(value))
    return value is None or isinstance(value, bool) or abs(value) <= LARGEST


def _is_field(key: str) -> bool:
    if CODES.fullmatch(key):
        return True
    return bool(FIELD.fullmatch(key)) and not any(word in IDENTIFYING for word in key.split("_"))


def words_of(schemas: Any) -> set[str]:
    """Every word the registered schemas allow as a value."""
    if isinstance(schemas, list):
        return set().union(*map(words_of, schemas)) if schemas else set()
    if not isinstance(schemas, dict):
        return set()
    own = {word for word in [*schemas.get("enum", []), schemas.get("const")] if isinstance(word, str)}
    return own.union(*(words_of(value) for value in schemas.values()))

"""What may be kept of a record nobody can read yet: codes, never a name, a number to call or a sentence."""

import uuid

import pytest

from cms.tablet.screen import only_codes, words_of

WORDS = {"delivered", "partly", "5-8"}


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, 99_999, -3, 4.5, "delivered", "5-8", "13+", "2026-11-23", "2026-11-23T10:00:00+05:30",
        "0b7e7f0e-5c0a-4a52-9a0c-3f1d1f6c2b11", "a" * 64,
        {"held_on": "2026-11-23", "steps": {str(uuid.uuid4()): "partly"}}, [1, ["delivered"]],
    ],
)  # fmt: skip
def test_codes_are_kept(value):
    assert only_codes(value, WORDS)


@pytest.mark.parametrize(
    "value",
    [
        "asha", "Asha", "आशा", "आशा १४", "she cried", "98765 43210", "9876543210", 9876543210, 234123412346, 100_000, "12/345/2026",
        {"name": 1}, {"child_code": 1}, {"asha kumari": 1}, {"Asha": 1}, {"आशा": 1}, {"phone": None}, {"case_number": 1}, [["asha"]],
        {"deep": [[[[[[[[[1]]]]]]]]]},
    ],
)  # fmt: skip
def test_what_could_be_a_person_is_not(value):
    assert not only_codes(value, WORDS)


def test_the_words_are_those_of_the_schemas():
    assert words_of([{"properties": {"a": {"enum": ["x", 1]}, "b": {"const": "y"}, "c": {"items": {"enum": ["z"]}}}}]) == {"x", "y", "z"}

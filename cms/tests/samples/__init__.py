"""Sample contexts in four languages, for pages and print."""

import json
from functools import cache
from pathlib import Path


@cache
def _text(language: str) -> str:
    return (Path(__file__).parent / f"{language}.json").read_text(encoding="utf-8")


def sample(language: str) -> dict:
    """A fresh copy each time, so that a test may change it."""
    return json.loads(_text(language))

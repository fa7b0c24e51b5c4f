"""The core terms (`terms.csv`): one word, one meaning, in every language."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "terms.csv"


@cache
def rows() -> tuple[dict, ...]:
    """Every term: `en`, `hi`, `mr`, `bn`, and `keep` = "yes" for codes that stay in Latin letters everywhere."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def kept() -> frozenset:
    """Words that may stay in Latin letters, in lower case."""
    return frozenset(row["en"].lower() for row in rows() if row["keep"] == "yes")


def in_text(source: str, language: str) -> list[tuple[str, str]]:
    """The terms an English text uses, with the word of `language`: (English, translation), in the order of the file."""
    lowered = f" {source.lower()} "
    return [(row["en"], row[language]) for row in rows() if row[language] and row["keep"] != "yes" and row["en"].lower() in lowered]

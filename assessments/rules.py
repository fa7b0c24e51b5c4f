"""Decisions about quizzes: values in, values with reasons out. Plain Python: no Django, no clock, no database."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from curriculum.rules import Finding

LEAST_ITEMS = 8  # a certifying form with fewer says too little about a person
LEAST_OPTIONS = 3


class Mark(NamedTuple):
    """One item as scored. `chosen` is an option id, or None when nothing was answered."""

    item: str
    chosen: str | None
    is_right: bool
    critical: bool


class Score(NamedTuple):
    """One attempt as scored. `tally` is `{competency: {"right": n, "total": n}}`."""

    right: int
    total: int
    critical_missed: int
    tally: dict
    marks: list[Mark]


class Shortfall(NamedTuple):
    """Why something is not yet enough. The code is stable; services turn it into a sentence."""

    code: str
    params: dict = {}


def score(key: dict, form: Iterable[str], answers: dict[str, str]) -> Score:
    """Score `answers` (item id → option id) to the items of a form against a quiz-key/1. What is not answered is not right."""
    nodes = {node["id"]: node for node in key["items"]}
    marks, tally = [], {}
    for item in form:
        node, chosen = nodes[item], answers.get(item)
        mark = Mark(item, chosen, chosen in node["right"], bool(node["critical"]))
        marks.append(mark)
        counted = tally.setdefault(node["competency"], {"right": 0, "total": 0})
        counted["total"] += 1
        counted["right"] += mark.is_right
    missed = sum(mark.critical and not mark.is_right for mark in marks)
    return Score(sum(mark.is_right for mark in marks), len(marks), missed, tally, marks)


def shortfalls(tally: dict, critical_missed: int, cut_percent: int) -> list[Shortfall]:
    """What keeps a scored attempt from passing; empty when it passes.

    A missed critical item vetoes whatever the average: no rule value can switch that off. Otherwise each competency needs at least
    `cut_percent` of its items right.
    """
    found = [Shortfall("critical-missed", {"count": critical_missed})] if critical_missed else []
    for competency, counted in sorted(tally.items()):
        if counted["right"] * 100 < cut_percent * counted["total"]:
            found.append(Shortfall("below-cut", {"competency": competency, **counted, "cut": cut_percent}))
    return found or ([] if tally else [Shortfall("nothing-scored")])


def options_in_order(attempt: str, item: dict) -> list[dict]:
    """The options of an item as this attempt shows them: mixed by the attempt's own id, the same at every look, blind to the key."""

    def place(option: dict) -> bytes:
        return hashlib.sha256(f"{attempt}/{item['id']}/{option['id']}".encode()).digest()

    return sorted(item["options"], key=place)


def quiz_findings(
    document: dict, key: dict, samples: Iterable[str], drafts: Iterable[str], live: bool, certifying: Iterable[str] = ()
) -> list[Finding]:
    """What is wrong with a quiz/1 and its key.

    `samples` and `drafts` are the codes of items whose key ships with the source, or which have unpublished changes. Outside
    demo mode (`live`) a certifying quiz refuses samples: anybody can read their key. `certifying` are the codes of items that are or
    were in a certifying form: practice would give their key away.
    """
    certifies = document["purpose"] == "certify"
    found = [*_form_findings(document, certifies), *_item_findings(document, key)]
    if not any(node["critical"] for node in key["items"]):
        found.append(Finding("no-critical-item", "slots"))
    if certifies and live:
        found += [Finding("sample-certifies", "slots", {"item": code}) for code in samples]
    if not certifies:
        found += [Finding("item-certifies", "slots", {"item": code}) for code in certifying]
    return found + [Finding("item-is-draft", "slots", {"item": code}) for code in drafts]


def _form_findings(document: dict, certifies: bool) -> Iterator[Finding]:
    known = {item["id"] for item in document["items"]}
    if not document["forms"]:
        yield Finding("no-item", "slots")
    for form, items in sorted(document["forms"].items()):
        if certifies and len(items) < LEAST_ITEMS:
            yield Finding("too-few-items", "slots", {"form": form, "count": len(items), "least": LEAST_ITEMS})
        if len(set(items)) < len(items):
            yield Finding("item-twice", "slots", {"form": form})
        if not set(items) <= known:
            yield Finding("item-missing", "slots", {"form": form})


def _item_findings(document: dict, key: dict) -> Iterator[Finding]:
    keys = {node["id"]: node for node in key["items"]}
    if len(keys) != len(key["items"]) or set(keys) != {item["id"] for item in document["items"]}:
        yield Finding("key-differs", "slots")
        return
    for number, item in enumerate(document["items"], 1):
        for code in _faults(item, keys[item["id"]]):
            yield Finding(code, "slots", {"number": number, "least": LEAST_OPTIONS})


def _faults(item: dict, node: dict) -> Iterator[str]:
    ids = [option["id"] for option in item["options"]]
    if not item["stem"].strip() or not all(option["text"].strip() for option in item["options"]):
        yield "item-empty"
    if len(ids) < LEAST_OPTIONS:
        yield "too-few-options"
    if not node["right"] or not set(node["right"]) <= set(ids):
        yield "no-right-answer"
    elif set(node["right"]) == set(ids):
        yield "all-answers-right"
    if not all(node["why"].get(option, "").strip() for option in ids):
        yield "why-missing"

"""Decisions of the curriculum: values in, values with reasons out. Plain Python: no Django, no clock, no database."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

import orjson

EDITORIAL, CONTENT, SAFETY = "editorial", "content", "safety"
SAY_WORDS = 40
CARD_WORDS = 120


class Finding(NamedTuple):
    """One thing a check found. `where` is a field or block id; `blocks` says whether it stops an issue."""

    code: str
    where: str = ""
    params: dict = {}
    blocks: bool = True


def nfc(value: Any) -> Any:
    """The value with every string in Unicode NFC, recursively; ZWJ and ZWNJ stay (they are letters' business in Indic scripts)."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: nfc(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [nfc(item) for item in value]
    return value


def canonical(document: Any) -> bytes:
    """Canonical JSON: UTF-8, sorted keys, no spaces, NFC. Equal documents give equal bytes on every machine."""
    return orjson.dumps(nfc(document), option=orjson.OPT_SORT_KEYS)


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256: the address of a blob."""
    return hashlib.sha256(data).hexdigest()


def nodes(value: Any) -> Iterator[dict]:
    """Every object inside a document, outermost first."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from nodes(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from nodes(item)


def safety_nodes(*documents: dict | None) -> list[dict]:
    """The nodes marked `safety`, in document order: what a clinician signs."""
    return [node for document in documents if document for node in nodes(document) if node.get("safety") is True]


def safety_sha(*documents: dict | None) -> str:
    """The address of the safety text of a document (and its key): what a sign-off is bound to. Empty when there is none.

    Whole nodes are hashed, not strings: a changed urgency, number or right answer needs a new signature too.
    """
    found = safety_nodes(*documents)
    return sha256(canonical(found)) if found else ""


def words(text: str) -> int:
    """Words as a reader counts them: runs without white space."""
    return len(text.split())


def plan_findings(plan: dict, today: date, contacts: Iterable[dict], live: bool) -> list[Finding]:
    """What is wrong with a plan/1 document on `today`.

    `contacts` are the contacts it shows, each with `id`, `verified_on`, `review_by` (dates or None). Outside demo mode (`live`)
    every contact must have been verified by a person; an expired one blocks everywhere.
    """
    found = list(_step_findings(plan))
    if not plan["objectives"]:
        found.append(Finding("no-objective", "objectives"))
    for objective in plan["objectives"]:
        if not objective["competency"]:
            found.append(Finding("objective-without-competency", "objectives", {"text": objective["text"]}))
    found += _card_findings(plan.get("card"))
    if not plan["red_flags"]:
        found.append(Finding("no-red-flag", "red_flags"))
    if not plan["evidence"]["licence"]:
        found.append(Finding("no-licence", "licence"))
    return found + contact_findings(contacts, today, live)


def _step_findings(plan: dict) -> Iterator[Finding]:
    total = sum(step["minutes"] for step in plan["steps"])
    if total != plan["minutes"]:
        yield Finding("minutes-differ", "flow", {"steps": total, "plan": plan["minutes"]})
    for step in plan["steps"]:
        if step["kind"] == "say" and words(step["text"]) > SAY_WORDS and plan["language"] == "en":
            yield Finding("say-too-long", step["id"], {"words": words(step["text"]), "limit": SAY_WORDS})
        if not step["text"].strip():
            yield Finding("step-empty", step["id"])
    if not any(step["core"] for step in plan["steps"]):
        yield Finding("no-core-step", "flow")


def _card_findings(card: dict | None) -> Iterator[Finding]:
    if not card or not card["text"].strip():
        yield Finding("no-safety-card", "card_text")
    elif words(f"{card['title']} {card['text']}") > CARD_WORDS:
        yield Finding("card-too-long", "card_text", {"limit": CARD_WORDS})


def contact_findings(contacts: Iterable[dict], today: date, live: bool) -> list[Finding]:
    """Contacts that may not be shown: past their review day, or never verified where real children live."""
    found = []
    for contact in contacts:
        if contact["review_by"] and contact["review_by"] < today:
            found.append(Finding("contact-expired", "red_flags", {"name": contact["name"], "day": contact["review_by"]}))
        elif live and not contact["verified_on"]:
            found.append(Finding("contact-not-verified", "red_flags", {"name": contact["name"]}))
    return found


def unit_findings(unit: dict) -> list[Finding]:
    """What is wrong with a unit/1 document."""
    found = [Finding("no-block", "blocks")] if not unit["blocks"] else []
    for block in unit["blocks"]:
        if block["kind"] == "image" and not block["alt"].strip():
            found.append(Finding("no-alt-text", block["id"]))
        elif block["kind"] != "image" and not block["html"].strip():
            found.append(Finding("block-empty", block["id"]))
    return found


def skeleton(value: Any, texts: frozenset[str]) -> Any:
    """A document without its words: what must be equal in every language (ids, numbers, kinds, order)."""
    if isinstance(value, dict):
        return {k: skeleton(v, texts) for k, v in value.items() if k not in texts}
    if isinstance(value, list | tuple):
        return [skeleton(item, texts) for item in value]
    return value


def class_findings(change_class: str, first: bool, safety_changed: bool, words_changed: bool) -> list[Finding]:
    """Is the change class chosen by the author one that the difference allows?

    Safety text that changed is never `editorial`: a counselor could act differently. A first edition has nothing to compare.
    """
    if first:
        return []
    if safety_changed and change_class == EDITORIAL:
        return [Finding("class-too-light", "change_class")]
    if not words_changed:
        return [Finding("nothing-changed", "change_class")]
    return []


def suggested_class(safety_changed: bool) -> str:
    """The class to offer: `safety` when safety text differs, else `content`; the author decides."""
    return SAFETY if safety_changed else CONTENT


def language_effect(change_class: str, has_rendering: bool) -> str:
    """What a new source edition does to another language: `withheld`, `behind` or `missing`.

    A safety change withholds every language until it is re-approved; any other keeps the last approved wording, marked behind.
    """
    if not has_rendering:
        return "missing"
    return "withheld" if change_class == SAFETY else "behind"


def signer_findings(signer: str, authors: Iterable[str]) -> list[Finding]:
    """Two pairs of eyes: the one who signs wrote none of it."""
    return [Finding("signer-is-author", "sign-off")] if signer in set(authors) else []


def sign_off_suffices(kinds: Iterable[str], demo: bool) -> bool:
    """A clinical sign-off is always enough; a demonstration one only in demo mode."""
    held = set(kinds)
    return "clinical" in held or (demo and "demonstration" in held)


def approval_kind(kinds: Iterable[str], has_safety_text: bool, demo: bool) -> str:
    """How a rendering may call itself: clinical, demonstration, or none (no safety text at all).

    In demo mode text without safety nodes is `demonstration` too, so that every starter page says what it is.
    """
    held = set(kinds)
    if "clinical" in held:
        return "clinical"
    if "demonstration" in held or demo:
        return "demonstration"
    return "none" if not has_safety_text else "missing"

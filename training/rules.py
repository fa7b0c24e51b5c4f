"""Decisions of the training room: values in, values with reasons out. Plain Python: no Django, no clock, no database."""

import calendar
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from assessments.rules import shortfalls

PROVISIONAL = "provisional"
STARTER_CUT = 50  # per cent per competency, where a rule names none; not yet trialled with counselors
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CODE_GROUPS = (4, 4, 4)


class Decision(NamedTuple):
    """What a course rule says about one person's evidence. `level` is empty when it is not passed.

    `reasons` are `{"code", "requirement", …params}`: what is missing, or what the level rests on.
    """

    passed: bool
    level: str
    reasons: list[dict]

    def as_json(self) -> dict:
        return {"passed": self.passed, "level": self.level, "reasons": self.reasons}


def decide(rule: dict, evidence: dict[str, dict]) -> Decision:
    """The decision of a course/1 rule about evidence by requirement id.

    Evidence of study is `{"rendering": sha}`; of a quiz `{"rendering", "right", "total", "critical_missed", "tally"}`. Study and
    quizzes never earn more than *provisional*, whatever the rule says: nobody has seen her with children yet.
    """
    missing, held = [], []
    for requirement in rule["requirements"]:
        found = _missing(requirement, evidence.get(requirement["id"]))
        missing += found
        held += [] if found else [_held(requirement, evidence[requirement["id"]])]
    if missing or not held:
        return Decision(False, "", missing or [{"code": "nothing-required", "requirement": ""}])
    return Decision(True, PROVISIONAL, [*held, {"code": "no-role-plays", "requirement": ""}])


def _missing(requirement: dict, found: dict | None) -> list[dict]:
    """What this requirement still lacks; empty when it is met. An unknown kind is never met."""
    its = {"requirement": requirement["id"]}
    if found is None:
        return [{"code": f"{requirement['kind']}-missing", **its}]
    if requirement["kind"] == "study":
        return []
    if requirement["kind"] == "quiz":
        short = shortfalls(found["tally"], found["critical_missed"], cut_of(requirement))
        return [{"code": s.code, **s.params, **its} for s in short]
    return [{"code": "kind-unknown", **its}]


def _held(requirement: dict, found: dict) -> dict:
    if requirement["kind"] == "study":
        return {"code": "studied", "requirement": requirement["id"]}
    cut = {"cut": cut_of(requirement), "trialled": bool(requirement.get("trialled"))}
    return {"code": "quiz-passed", "requirement": requirement["id"], "right": found["right"], "total": found["total"], **cut}


def cut_of(requirement: dict) -> int:
    """The least per cent right per competency."""
    return requirement.get("cut_percent", STARTER_CUT)


def approval_of(approvals: Iterable[str], demo: bool) -> str | None:
    """What a certificate may call its content: `clinical`, `demonstration`, or None when it may not be issued.

    One demonstration rendering makes the whole a demonstration, and outside demo mode that is never enough. A rendering without
    safety text is approved by nobody (`none`) and weakens nothing.
    """
    if "demonstration" in set(approvals):
        return "demonstration" if demo else None
    return "clinical"


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def grouped_code(letters: str) -> str:
    """`7KQ4M2XD9RTA` as people read it: `7KQ4-M2XD-9RTA`."""
    groups, start = [], 0
    for size in CODE_GROUPS:
        groups.append(letters[start : start + size])
        start += size
    return "-".join(groups)


def code_as_stored(typed: str) -> str:
    """A certificate code however it was typed: without hyphens, in small letters, with O for 0 and I or L for 1."""
    plain = "".join(c for c in typed.upper() if c.isalnum()).translate(str.maketrans("OIL", "011"))
    return grouped_code(plain) if len(plain) == sum(CODE_GROUPS) else plain


def state_on(day: date, valid_until: date, events: Iterable[str]) -> str:
    """`valid`, `expired`, `suspended` or `revoked`. `events` are kinds in order; revoked is for good."""
    events = list(events)
    if "revoked" in events:
        return "revoked"
    if events and events[-1] == "suspended":
        return "suspended"
    return "expired" if day > valid_until else "valid"


def next_step(steps: list[dict]) -> dict | None:
    """The one next thing: the first step that is not done."""
    return next((step for step in steps if not step["done"]), None)

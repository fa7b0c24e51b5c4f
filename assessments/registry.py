"""What only the room to the right can say about an attempt. It fills this in `AppConfig.ready`; this room never looks right."""

from collections.abc import Callable
from uuid import UUID

Occasion = Callable[[object, UUID], UUID | None]
Rule = Callable[[UUID, UUID], dict | None]
Scored = Callable[[object], None]

_filled: dict[str, Callable] = {}


def register(*, occasion_for: Occasion, rule_for: Rule, after_scoring: Scored) -> None:
    """`occasion_for(user, quiz)` gives the id under which she may sit a certifying quiz now, or None.

    `rule_for(occasion, quiz)` gives the rule values (`cut_percent`) that apply, or None. `after_scoring(attempt)` runs in the
    transaction that scores an attempt.
    """
    _filled.update(occasion_for=occasion_for, rule_for=rule_for, after_scoring=after_scoring)


def occasion_for(user, quiz: UUID) -> UUID | None:
    """The id under which `user` may sit a certifying quiz now; None when there is no occasion."""
    return _filled["occasion_for"](user, quiz) if _filled else None


def rule_for(occasion: UUID, quiz: UUID) -> dict | None:
    """The rule values that apply to a quiz on an occasion, or None."""
    return _filled["rule_for"](occasion, quiz) if _filled else None


def after_scoring(attempt) -> None:
    """Tell the room to the right that `attempt` has its score."""
    if _filled:
        _filled["after_scoring"](attempt)

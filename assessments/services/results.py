"""Reading an attempt: before it is scored without a byte of the key, afterwards with reasons."""

from assessments import registry, rules
from assessments.models import Attempt
from assessments.querysets import titles_in_force
from assessments.services import frozen
from assessments.services.attempts import chosen, rescore
from assessments.services.reasons import NOT_TRIALLED, sentences

PRACTICE_CUT = 50


def shown_items(attempt: Attempt) -> list[dict]:
    """The items of the attempt as she sees them, options mixed by the attempt's id. From the public document only."""
    return [{**item, "options": rules.options_in_order(str(attempt.pk), item)} for item in frozen.items_of(attempt).values()]


def overview(attempt: Attempt) -> list[dict]:
    """For each item: its number, the question and whether it is answered."""
    answered = chosen(attempt)
    return [
        {"number": number, "stem": item["stem"], "answered": item["id"] in answered}
        for number, item in enumerate(frozen.items_of(attempt).values(), 1)
    ]


def verdict(attempt: Attempt, language: str) -> tuple[bool, list[str]]:
    """Whether a scored attempt passes, and in words why not yet; a pass mark that nobody has trialled says so."""
    rule = registry.rule_for(attempt.occasion, attempt.quiz) or {"cut_percent": PRACTICE_CUT}
    short = rules.shortfalls(attempt.tally, attempt.critical_missed, rule["cut_percent"])
    titles = titles_in_force("competency", attempt.tally, language) if short else {}
    label = [] if rule.get("trialled", True) else [str(NOT_TRIALLED)]
    return not short, [*sentences(short, titles), *label]


def feedback(attempt: Attempt) -> list[dict]:
    """Each item with her choice, the right one and the reasons. Only for a scored attempt: this reads the key."""
    if not attempt.submitted_at:
        raise ValueError("the key is read after the attempt is scored")
    key = {node["id"]: node for node in frozen.document(attempt.rendering.key_blob_id)["items"]}
    items = frozen.items_of(attempt)
    return [_feedback(number, items[mark.item], key[mark.item], mark) for number, mark in enumerate(rescore(attempt).marks, 1)]


def _feedback(number: int, item: dict, node: dict, mark: rules.Mark) -> dict:
    texts = {option["id"]: option["text"] for option in item["options"]}
    right = node["right"][0]
    review = node.get("review")
    return {
        "number": number, "stem": item["stem"], "is_right": mark.is_right, "critical": mark.critical,
        "chosen": texts.get(mark.chosen, ""), "chosen_why": node["why"].get(mark.chosen, ""),
        "right": texts[right], "right_why": node["why"].get(right, ""),
        "review": review.get("block", "") if isinstance(review, dict) else review or "",
    }  # fmt: skip

"""The kind sentence for every refusal, finding and shortfall of this room."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cms.errors import Reason, Refused
from cms.words import written_numbers

FINDINGS = {
    "no-item": _("The quiz has no item."),
    "too-few-items": _("Form %(form)s has %(count)d items; a quiz that certifies needs at least %(least)d."),
    "item-twice": _("Form %(form)s asks the same item twice."),
    "item-missing": _("Form %(form)s names an item that is not there."),
    "key-differs": _("The answer key does not fit the items."),
    "item-empty": _("Item %(number)d has an empty text or answer."),
    "too-few-options": _("Item %(number)d needs at least %(least)d answers."),
    "no-right-answer": _("Item %(number)d has no right answer."),
    "all-answers-right": _("Every answer of item %(number)d is right."),
    "why-missing": _("Item %(number)d has an answer without a reason."),
    "no-critical-item": _("No item is marked as critical."),
    "sample-certifies": _("The key of item %(item)s is public, so it cannot certify anyone."),
    "item-certifies": _("Item %(item)s is or was in a quiz that certifies, so it cannot be practised."),
    "item-is-draft": _("Item %(item)s has changes that are not published."),
}

REFUSALS = {
    "quiz-not-available": _("This quiz is not available in this language at the moment."),
    "no-occasion": _("This quiz counts for a certificate, and you are not enrolled in its course now. Ask your trainer."),
    "not-your-attempt": _("This attempt cannot be opened from here. Log in again and open the quiz from your first page."),
    "attempt-closed": _("This quiz has already been handed in. Answers can no longer be changed."),
    "answer-conflict": _("This answer was saved before with another choice. Choose once more and save again."),
    "unknown-item": _("This question does not belong to the quiz."),
    "unknown-option": _("This answer does not belong to the question."),
}

BELOW_CUT = _("About “%(competency)s” you had %(right)s of %(total)s right; at least %(cut)s per cent are needed. Look at it once more.")
CRITICAL = ngettext_lazy(
    "%(count)s question about a child's safety was not right. Such a question must always be right.",
    "%(count)s questions about a child's safety were not right. Such questions must always be right.",
    "count",
)
NOT_TRIALLED = _("The pass mark of this quiz has not yet been trialled with counselors; it may change.")
NOTHING = _("Nothing was answered yet.")


def refused(*codes: str) -> Refused:
    """A refusal with the sentence of each code."""
    return Refused([Reason(code, REFUSALS[code]) for code in codes])


def sentences(shortfalls, titles: dict[str, str]) -> list[str]:
    """Shortfalls as people read them. `titles` are the names of competencies by id."""
    texts = {"below-cut": BELOW_CUT, "critical-missed": CRITICAL, "nothing-scored": NOTHING}
    return [texts[s.code] % {**written_numbers(s.params), "competency": titles.get(s.params.get("competency"), "…")} for s in shortfalls]

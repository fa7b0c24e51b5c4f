"""The kind sentence for every refusal and every reason of a decision."""

from django.utils.translation import gettext_lazy as _

from assessments.rules import Shortfall
from assessments.services import reasons as of_quizzes
from cms.errors import Reason, Refused
from cms.words import written_numbers

REFUSALS = {
    "may-not-enrol": _("Only a trainer or programme manager can enrol people, and nobody can enrol herself."),
    "course-not-issued": _("This course is not issued yet."),
    "not-enrolled": _("You are not enrolled in a course with this learning unit."),
    "read-again": _("This text was changed for safety a short while ago. Please read the new wording once, then say it again."),
    "may-not-mark": _("Only a trainer, supervisor or manager can do this, and never for her own certificate."),
    "why-missing": _("Say why."),
    "not-clinical": _("The content of this course is not yet clinically approved, so no certificate can be issued for it."),
    "own-work": _("You wrote, translated or approved part of this course, so it cannot certify you."),
}

DECIDED = {
    "study-missing": _("Not yet studied: %(step)s"),
    "quiz-missing": _("Not yet done: %(step)s"),
    "kind-unknown": _("This step cannot be checked here: %(step)s"),
    "nothing-required": _("This course asks for nothing yet, so it can certify nothing."),
    "studied": _("Studied: %(step)s"),
    "quiz-passed": _("Passed with %(right)s of %(total)s: %(step)s"),
    "quiz-passed-untried": _("Passed with %(right)s of %(total)s, by a pass mark that is not yet trialled: %(step)s"),
    "no-role-plays": _("Rated role-plays are not yet part of this course: provisional only."),
}


def refused(*codes: str) -> Refused:
    """A refusal with the sentence of each code."""
    return Refused([Reason(code, REFUSALS[code]) for code in codes])


def sentences(reasons: list[dict], steps: dict[str, str], titles: dict[str, str]) -> list[str]:
    """Reasons of a decision as people read them. `steps` are the requirements in words, `titles` the competencies, both by id."""
    found = []
    for reason in reasons:
        code = reason["code"] if reason.get("trialled", True) else f"{reason['code']}-untried"
        if code in DECIDED:
            found.append(DECIDED[code] % {**written_numbers(reason), "step": steps.get(reason["requirement"], "")})
        else:
            found += of_quizzes.sentences([Shortfall(reason["code"], reason)], titles)
    return found

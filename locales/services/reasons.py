"""The kind sentence for every refusal and finding of the desk."""

from django.utils.translation import gettext_lazy as _

from cms.errors import Reason
from locales.rules import Finding

SENTENCES = {
    "not-a-translator": _("Only a translator of this language can change its words."),
    "not-a-reviewer": _("Only a reviewer of this language can review."),
    "edited-meanwhile": _("Somebody else changed this passage a moment ago. Your words were not saved; look at theirs first."),
    "not-in-source": _("This passage is no longer part of the English text."),
    "unknown-passage": _("There is no passage “%(path)s” in this document."),
    "own-translation": _("Somebody else must review this passage: you translated it."),
    "nothing-to-review": _("This passage is not waiting for a review."),
    "same-as-english": _("The translation is the English text."),
    "wrong-script": _("Most of the letters are not of this language."),
    "foreign-letter": _("These letters belong to another script: %(letters)s"),
    "latin-word": _("Left in English letters: %(words)s"),
    "number-lost": _("Missing from the translation: %(numbers)s"),
    "number-added": _("Not in the English text: %(numbers)s"),
    "placeholder-lost": _("This must stay as it is: %(names)s"),
    "bold-differs": _("The English text has %(source)d passages in bold; mark the same ones with ** on both sides."),
    "list-differs": _("The English text has %(source)d list lines, each beginning with “- ” or “1. ” (with the digits 0–9)."),
    "paragraphs-differ": _("The English text has %(source)d paragraphs."),
    "pipe-for-danda": _("Use the full stop । and not the line |."),
    "danda-in-marathi": _("Marathi sentences end with a full stop, not with ।."),
    "full-stop-for-danda": _("A sentence of this language ends with ।."),
    "too-long": _("At most %(limit)d characters fit here; this has %(length)d."),
    "question-lost": _("The English text is a question."),
}


def sentence(code: str, params: dict | None = None) -> str:
    """What is shown to people for `code`."""
    return SENTENCES[code] % (params or {})


def reason(code: str, segment=None, **params) -> Reason:
    """The reason for `code`, linked to the passage on the document's desk page."""
    return Reason(code, sentence(code, params), f"#s{segment.pk}" if segment is not None else "")


def as_reason(finding: Finding, segment) -> Reason:
    """A blocking finding as a reason."""
    return reason(finding.code, segment, **finding.params)

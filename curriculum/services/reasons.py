"""The kind sentence for every finding, and the link to the field it is about."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.errors import Reason
from curriculum.rules import Finding

SENTENCES = {
    "minutes-differ": _("The steps add up to %(steps)d minutes, the plan says %(plan)d."),
    "say-too-long": _("A “say” step has %(words)d words; at most %(limit)d can be said in one breath."),
    "step-empty": _("A step has no text."),
    "no-core-step": _("No step is marked as core, so fidelity could not be told."),
    "no-objective": _("The plan has no objective."),
    "objective-without-competency": _("The objective “%(text)s” names no competency."),
    "no-safety-card": _("The safety card is empty."),
    "card-too-long": _("The safety card has more than %(limit)d words."),
    "no-red-flag": _("The plan names no red flag."),
    "no-licence": _("The licence is missing."),
    "contact-expired": _("The contact “%(name)s” should have been checked again by %(day)s."),
    "contact-not-verified": _("Nobody has verified the contact “%(name)s” yet."),
    "no-block": _("The learning unit is empty."),
    "block-empty": _("A passage of the learning unit has no text."),
    "no-alt-text": _("A picture has no text alternative."),
    "class-too-light": _("Safety text changed, so this is not an editorial change: choose “content” or “safety”."),
    "sign-off-missing": _("No clinician has signed this exact safety text yet."),
    "source-not-issued": _("The English text is not issued yet."),
    "segments-open": _("%(count)d passages are not yet translated and reviewed."),
    "structure-differs": _("This translation was made from another edition; open it in the Language desk and bring it up to date."),
    "words-not-approved": _("The text differs from the wording approved in the Language desk."),
    "issued-meanwhile": _("Somebody else issued this document a moment ago. Nothing was lost: look at the new edition first."),
}


def register(sentences: dict) -> None:
    """A room to the right adds sentences for the findings of its own documents."""
    SENTENCES.update(sentences)


def as_reason(finding: Finding, obj) -> Reason:
    """The finding as a reason people can act on."""
    return reason(finding.code, obj, finding.where, **finding.params)


def reason(code: str, obj, where: str = "", **params) -> Reason:
    """The reason for `code` about `obj`. An unknown code shows itself rather than nothing."""
    sentence = SENTENCES.get(code)
    return Reason(code, sentence % params if sentence else code, edit_link(obj, where))


def edit_link(obj, where: str = "") -> str:
    """Where a person mends it: the edit page, at the field."""
    anchor = f"#{element_id(obj, where)}" if where else ""
    try:
        if isinstance(obj, Page):
            return reverse("wagtailadmin_pages:edit", args=[obj.pk]) + anchor
        meta = obj._meta
        return reverse(f"wagtailsnippets_{meta.app_label}_{meta.model_name}:edit", args=[obj.pk]) + anchor
    except NoReverseMatch:
        return ""


def element_id(obj, where: str) -> str:
    """The id that Wagtail's edit form gives to a field, a list of rows, a stream or one block of it."""
    field = next((f for f in obj._meta.get_fields() if f.name == where), None)
    if field is None:
        return f"block-{where}-section"
    if isinstance(field, StreamField):
        return where
    return f"id_{where}" if field.concrete else f"id_{where}-FORMS"

"""The admin form of a plan: lists are ticked, never typed."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from curriculum.models.contacts import ReferralContact

AUDIENCES = [
    ("children", _("Children's group")),
    ("counselor", _("Counselors")),
    ("house-mother", _("House mothers")),
    ("all-staff", _("All staff")),
    ("manager", _("Managers")),
]


def contact_choices() -> list[tuple[str, str]]:
    """The contacts a safety card may show, in the source language."""
    return [(c.code, str(c)) for c in ReferralContact.objects.filter(locale__language_code="en").order_by("title")]


class PlanForm(WagtailAdminPageForm):
    """Audience and the card's contacts as boxes to tick."""

    audience = forms.MultipleChoiceField(label=capfirst(_("audience")), choices=AUDIENCES, widget=forms.CheckboxSelectMultiple)
    card_contacts = forms.MultipleChoiceField(
        label=capfirst(_("safety card: contacts")), choices=contact_choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_audience(self) -> list[str]:
        return self.in_order("audience")

    def clean_card_contacts(self) -> list[str]:
        return self.in_order("card_contacts")

    def in_order(self, name: str) -> list[str]:
        """What is ticked in the order it already had, the new after it: saving alone must not reorder the card and void its signature."""
        before = getattr(self.instance, name) or []
        return sorted(self.cleaned_data[name], key=lambda code: before.index(code) if code in before else len(before))

"""Whom to call. Numbers change, so every contact says who verified it and until when that holds."""

from django.db import models
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from cms.tidy import TidyWords


class ReferralContact(TidyWords, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """A helpline or service a plan refers to. Its words stand in the documents that show it."""

    code = models.SlugField(max_length=40, verbose_name=_("code"))
    title = models.CharField(max_length=80, verbose_name=_("name"))
    number = models.CharField(max_length=20, verbose_name=_("number"))
    hours = models.CharField(max_length=80, blank=True, verbose_name=_("hours"))
    use = models.CharField(max_length=200, verbose_name=_("when to call"))
    verified_on = models.DateField(
        null=True, blank=True, verbose_name=_("verified on"), help_text=_("The day a person called and checked.")
    )
    review_by = models.DateField(null=True, blank=True, verbose_name=_("check again by"))

    override_translatable_fields = [
        SynchronizedField("code", overridable=False),
        SynchronizedField("number", overridable=False),
        SynchronizedField("verified_on", overridable=False),
        SynchronizedField("review_by", overridable=False),
    ]
    safety_fields = ("title", "hours", "use")
    panels = [FieldPanel(name) for name in ("code", "title", "number", "hours", "use", "verified_on", "review_by")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("referral contact")
        verbose_name_plural = _("referral contacts")
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="referral_contact_code_is_unique_per_language"),
            models.CheckConstraint(
                condition=models.Q(verified_on__isnull=True) | models.Q(review_by__isnull=False),
                name="referral_contact_verified_has_a_review_day",
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.number}"

    def node(self) -> dict:
        """The contact as it stands in a document of its language."""
        with override(self.locale.language_code):
            note = "" if self.verified_on else gettext("Not verified for your district")
        return {
            "id": str(self.translation_key), "name": self.title, "number": self.number, "hours": self.hours, "use": self.use,
            "note": note,
        }  # fmt: skip

    def standing(self) -> dict:
        """What the contact rule looks at."""
        return {"id": str(self.translation_key), "name": str(self), "verified_on": self.verified_on, "review_by": self.review_by}


def localized_nodes(contacts, locale) -> list[dict]:
    """The given contacts (rows of any language) as nodes in `locale`, in order; the source wording where none exists yet."""
    keys = [contact.translation_key for contact in contacts]
    rows = {c.translation_key: c for c in ReferralContact.objects.filter(translation_key__in=keys, locale=locale).select_related("locale")}
    return [rows.get(c.translation_key, c).node() for c in contacts]

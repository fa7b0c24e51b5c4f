"""What every document has in common, whichever room it lives in."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail_localize.fields import SynchronizedField

from cms.publishing import GatedPublish

CHANGE_CLASSES = [
    ("editorial", _("Editorial: a counselor would do exactly the same")),
    ("content", _("Content: a counselor could act differently")),
    ("safety", _("Safety: someone could be harmed by the old wording")),
]

PAGE_FIELDS = [SynchronizedField(name, overridable=False) for name in ("slug", "seo_title", "search_description")]


class Document(GatedPublish):
    """A plan, unit, quiz, competency, module or course: written as drafts, issued as editions.

    A subclass sets `kind` and gives `document()`, the canonical JSON of what is in memory (docs/documents.md). Its id is the
    translation key: one document in every language. A subclass in a room to the right may also give `key_document()` (what the
    server keeps to itself) and `components()` (translatable rows whose words are part of the document).
    """

    kind = ""
    module_code = ""

    change_class = models.CharField(
        max_length=9, choices=CHANGE_CLASSES, default="content", verbose_name=_("kind of change"),
        help_text=_("Could a counselor act differently? A safety change withholds every language until it is approved again."),
    )  # fmt: skip
    change_note = models.CharField(
        max_length=200, blank=True, verbose_name=_("what changed"), help_text=_("One sentence for readers; shown in the history.")
    )

    # What is the same in every language; the rest of the text fields are translated. A page adds PAGE_FIELDS.
    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in ("change_class", "change_note", "code")]

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        return self.locale.language_code

    def document(self) -> dict:
        """Canonical JSON of what is in memory, without `edition` and `approval`."""
        raise NotImplementedError

    def key_document(self) -> dict | None:
        """The private part of the document, never sent to a learner or tablet; None when there is none."""
        return None

    def card_document(self) -> dict | None:
        """The SafetyCard as a document of its own; None when there is none."""
        return None

    def components(self) -> list:
        """Translatable rows whose words stand in this document, in the source language."""
        return []

    def findings(self, today, live: bool) -> list:
        """Content findings on `today` (curriculum.rules.Finding); `live` is True outside demo mode."""
        return []

    def face(self) -> dict:
        """What a list shows of the document."""
        return {"title": self.title}

    # --- preview: the same template as the frozen bytes, fed with the draft -------------------------------------------------

    preview_template = ""

    @property
    def preview_modes(self):
        return [("", _("as readers see it"))] if self.preview_template else []

    def get_preview_template(self, request, mode_name):
        return self.preview_template

    def get_preview_context(self, request, mode_name):
        notice = gettext("Draft: not issued, not signed")
        draft = {**self.document(), "edition": None, "approval": {"kind": "none", "notice": notice}}
        return {"request": request, self.kind: draft, "state": "draft"}

    def head(self) -> dict:
        """The fields every document starts with."""
        return {
            "schema": f"{self.kind}/1",
            "id": str(self.translation_key),
            "code": self.code,
            "language": self.language,
            "title": self.title,
        }

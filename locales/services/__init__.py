"""What the Language desk does. `source` is always the source-language document (docs/adr/0005)."""

from locales.services.drafts import offer_draft, prepare_languages
from locales.services.segments import incomplete, sync_segments, translators_of
from locales.services.targets import save_target_draft, target_draft
from locales.services.work import import_texts, mark_approved, review_document, review_segment, save_translation, save_translations

__all__ = [
    "import_texts",
    "incomplete",
    "mark_approved",
    "offer_draft",
    "prepare_languages",
    "review_document",
    "review_segment",
    "save_target_draft",
    "save_translation",
    "save_translations",
    "sync_segments",
    "target_draft",
    "translators_of",
]

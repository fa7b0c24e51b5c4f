"""Target rows: made as drafts, filled with reviewed words through wagtail-localize's ingestion, never published here."""

from django.db import transaction
from wagtail.models import DraftStateMixin, Locale, Page, Revision
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.ingest import ingest_segments

from cms import languages
from locales import rules
from locales.models import Segment
from locales.services.extraction import owners_of, texts_of


def ensure_targets(owners: list) -> None:
    """Make the missing rows of `owners` in every target language: drafts, copied from the source, read by nobody."""
    for code in languages.TARGETS:
        locale = locale_of(code)
        for owner in owners:
            if not target_of(owner, locale):
                _make_target(owner, locale)


def locale_of(code: str) -> Locale:
    """Wagtail's row for a language, made when it is first needed."""
    return Locale.objects.get_or_create(language_code=code)[0]


def target_of(owner, locale):
    """The row of `owner` in `locale`, or None. Asked by translation key, which is the identity."""
    return type(owner)._base_manager.filter(translation_key=owner.translation_key, locale=locale).select_related("locale").first()


def _make_target(owner, locale):
    if isinstance(owner, Page):
        parent = owner.get_parent().specific
        if not parent.is_root() and not target_of(parent, locale):
            _make_target(parent, locale)  # a draft of its own: an alias would follow the English source
        return owner.copy_for_translation(locale)
    target = owner.copy_for_translation(locale)
    if isinstance(target, DraftStateMixin):
        target.live, target.live_revision, target.latest_revision = False, None, None
    target.save()
    return target


def wording(segment: Segment) -> str | None:
    """The words of a segment that may be used: reviewed for this source text, else the last approved ones, else None."""
    return segment.target if segment.state in rules.DONE else segment.approved_target or None


def _filled(owner, language: str, segments: dict):
    """The target row of `owner` in memory, with everything synchronised from the source and every usable wording in place."""
    locale = locale_of(language)
    target = target_of(owner, locale) or _make_target(owner, locale)
    texts = texts_of(owner)
    copy_synchronised_fields(owner, target)
    values = []
    for text in texts:
        segment = segments.get((owner.translation_key, text.path))
        words = wording(segment) if segment else None
        values.append(StringSegmentValue(text.path, words if words is not None else text.render_text(), order=text.order))
    ingest_segments(owner, target, owner.locale, locale, values)
    return target


def _segments_of(owners: list, language: str) -> dict:
    rows = Segment.objects.of([owner.translation_key for owner in owners], language)
    return {(row.owner, row.path): row for row in rows}


def target_draft(source, language: str):
    """The document in `language` with its reviewed words, in memory only. Its components are read from their rows."""
    document = owners_of(source)[:1]
    return _filled(document[0], language, _segments_of(document, language))


@transaction.atomic
def save_target_draft(source, language: str, by) -> Revision:
    """Save the reviewed words: components on their rows, the document as a new draft revision. Publishes nothing."""
    return _filled_with_components(source, language).save_revision(user=by, changed=True, clean=False)


@transaction.atomic
def save_target_if_new(source, language: str, by) -> Revision | None:
    """The same, but only if the words or what is synchronised differ from the newest draft; else None."""
    target = target_of(source, locale_of(language))
    before = _content(target.get_latest_revision_as_object()) if target else None
    draft = _filled_with_components(source, language)
    return None if _content(draft) == before else draft.save_revision(user=by, changed=True, clean=False)


def _content(document) -> tuple:
    return document.document(), document.key_document()


def _filled_with_components(source, language: str):
    owners = owners_of(source)
    segments = _segments_of(owners, language)
    for component in owners[1:]:
        _save_component(component, language, segments)
    return _filled(owners[0], language, segments)


def _save_component(component, language: str, segments: dict) -> None:
    """A component is no document: its row is merely ready for use, and reaches readers only inside an issued document."""
    target = _filled(component, language, segments)
    if isinstance(target, DraftStateMixin):
        target.live, target.has_unpublished_changes = component.live, False
    target.save()

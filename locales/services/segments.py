"""Keeping the desk's segments in step with the source text."""

from django.db import transaction

from cms import languages
from cms.acting import acting_user
from locales import rules
from locales.models import DocumentPart, Segment, SegmentEvent
from locales.services.extraction import Passage, owners_of, passages_of

STATE_FIELDS = ["source", "state", "order", "is_safety", "in_source", "owner_kind", "version"]


@transaction.atomic
def sync_segments(source) -> None:
    """Bring the segments of `source` and its components in step with the words as published.

    New text makes a passage stale, never lost: its words and the last approved pair stay. What left the source is kept, unused.
    """
    follow_source(owners_of(source))


def follow_source(owners: list) -> None:
    """The same for rows already read; the first is the document."""
    _sync_parts(owners)
    passages = {(p.owner, p.path): p for owner in owners for p in passages_of(owner)}
    keys = [owner.translation_key for owner in owners]
    rows = {(s.owner, s.path, s.language): s for s in Segment.objects.select_for_update().filter(owner__in=keys)}
    made, changed, events = [], [], []
    for (owner, path), passage in passages.items():
        for language in languages.TARGETS:
            row = rows.pop((owner, path, language), None)
            if row is None:
                made.append(_new(passage, language))
            elif _follow(row, passage, events):
                changed.append(row)
    for row in rows.values():
        if row.in_source:
            row.in_source = False
            changed.append(row)
    Segment.objects.bulk_create(made)
    Segment.objects.bulk_update(changed, STATE_FIELDS, batch_size=100)
    SegmentEvent.objects.bulk_create(events)


def _sync_parts(owners: list) -> None:
    document = owners[0]
    wanted = {owner.translation_key: order for order, owner in enumerate(owners)}
    stored = dict(DocumentPart.objects.filter(document=document.translation_key).values_list("owner", "order"))
    if stored == wanted:
        return
    DocumentPart.objects.filter(document=document.translation_key).delete()
    DocumentPart.objects.bulk_create(
        DocumentPart(document=document.translation_key, document_kind=document.kind, owner=key, order=order)
        for key, order in wanted.items()
    )


def _new(passage: Passage, language: str) -> Segment:
    return Segment(
        owner=passage.owner, owner_kind=passage.owner_kind, language=language, path=passage.path, order=passage.order,
        is_safety=passage.is_safety, source=passage.text,
    )  # fmt: skip


def _follow(row: Segment, passage: Passage, events: list) -> bool:
    """Make `row` follow the source passage; True if anything of it changed."""
    before = (row.source, row.order, row.is_safety, row.in_source)
    if row.source != passage.text:
        state = rules.after_source_change(row.state, row.target, passage.text, row.approved_source, row.approved_target)
        if row.target:
            by = acting_user()
            action = "restore" if state == "approved" else "stale"
            events.append(
                SegmentEvent(segment=row, action=action, source=row.source, target=row.target, by_id=by.pseudonym if by else None)
            )
        row.source, row.state = passage.text, state
        row.version += 1
    row.order, row.is_safety, row.in_source = passage.order, passage.is_safety, True
    return before != (row.source, row.order, row.is_safety, row.in_source)


def incomplete(source, language: str) -> list[Segment]:
    """Passages of the document and its components without reviewed or approved words for exactly the present source text.

    Asked of the source itself, not only of the stored segments: a passage nobody has synchronised yet is missing too.
    """
    owners = owners_of(source)
    rows = {(s.owner, s.path): s for s in Segment.objects.of([o.translation_key for o in owners], language)}
    waiting = []
    for owner in owners:
        for passage in passages_of(owner):
            row = rows.get((passage.owner, passage.path))
            if row is None:
                waiting.append(_new(passage, language))
            elif row.state not in rules.DONE or row.source != passage.text:
                waiting.append(row)
    return waiting


def translators_of(source, language: str) -> set:
    """Pseudonyms of everybody who translated or reviewed a passage that now stands in the document."""
    rows = Segment.objects.of([o.translation_key for o in owners_of(source)], language).values_list("translated_by", "reviewed_by")
    return {person for row in rows for person in row if person}

"""What people do with segments: translate, review, and what publishing leaves behind. Each asks permission and logs."""

from django.db import transaction
from django.utils import timezone

from cms.errors import Refused
from locales import rules, terms
from locales.models import DocumentPart, Segment, SegmentEvent
from locales.permissions import may_review, may_translate
from locales.services.extraction import limit_of, owners_of
from locales.services.reasons import as_reason, reason
from locales.services.segments import incomplete


@transaction.atomic
def save_translation(segment: Segment, text: str, by, version: int) -> Segment:
    """Save `by`'s words for a passage as a draft. `version` is the one she saw; another one means somebody was faster.

    Raises Refused. Saving the words that stand there already changes nothing, except that it confirms a stale passage.
    """
    if not may_translate(by, segment.language):
        raise Refused([reason("not-a-translator", segment)])
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    if row.version != version:
        raise Refused([reason("edited-meanwhile", row)])
    if not row.in_source:
        raise Refused([reason("not-in-source", row)])
    text = rules.clean(text)
    if text == row.target and row.state != "stale":
        return row
    row.target, row.state = text, "draft" if text else "missing"
    row.translated_by, row.translated_at = by, timezone.now()
    row.reviewed_by = row.reviewed_at = None
    row.version += 1
    row.save()
    _log([row], "translate" if text else "clear", by)
    return row


def save_translations(source, language: str, typed: dict[int, tuple[int, str]], by, confirm: int | None = None):
    """Save what was typed on a page: segment → (version seen, words). Unchanged passages are left alone, except `confirm`.

    Returns (how many were saved, {segment: reasons} of those refused, {segment: words} that were refused and must not get lost).
    """
    owners = DocumentPart.objects.filter(document=source.translation_key).values("owner")
    saved, refused, kept = 0, {}, {}
    for row in Segment.objects.filter(owner__in=owners, language=language, pk__in=typed):
        version, text = typed[row.pk]
        if rules.clean(text) == row.target and row.pk != confirm:
            continue
        try:
            save_translation(row, text, by, version)
            saved += 1
        except Refused as error:
            refused[row.pk], kept[row.pk] = error.reasons, text
    return saved, refused, kept


@transaction.atomic
def import_texts(source, language: str, texts: dict[tuple[str, str], str], by) -> int:
    """Save many translations, keyed by (owner's translation key, path). All or none; returns how many changed anything."""
    owners = [owner.translation_key for owner in owners_of(source)]
    rows = {(str(s.owner), s.path): s for s in Segment.objects.of(owners, language)}
    unknown = [path for owner, path in texts if (str(owner), path) not in rows]
    if unknown:
        raise Refused([reason("unknown-passage", path=path) for path in unknown])
    changed = 0
    for (owner, path), text in texts.items():
        row = rows[str(owner), path]
        changed += save_translation(row, text, by, row.version).version != row.version
    return changed


def findings_of(segment: Segment) -> list[rules.Finding]:
    """What the checks say about the present words; nothing for an empty passage."""
    if not segment.target:
        return []
    limit = limit_of(segment.owner_kind, segment.path)
    return rules.findings(segment.source, segment.target, segment.language, terms.kept(), limit)


@transaction.atomic
def review_segment(segment: Segment, by, version: int | None = None) -> Segment:
    """`by` confirms somebody else's draft. `version` is the one she read. Raises Refused."""
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    if version is not None and row.version != version:
        raise Refused([reason("edited-meanwhile", row)])
    _ask_review([row], row.language, by)
    _review([row], by)
    return row


@transaction.atomic
def review_document(source, language: str, by) -> int:
    """`by` confirms every draft of the document and its components; returns how many. All or none, with every reason."""
    drafts = [s for s in incomplete(source, language) if s.state == "draft"]
    _ask_review(drafts, language, by)
    _review(drafts, by)
    return len(drafts)


def _ask_review(rows: list[Segment], language: str, by) -> None:
    """Raises Refused with everything that stands against `by` reviewing `rows`."""
    if not may_review(by, language):
        raise Refused([reason("not-a-reviewer")])
    reasons = []
    for row in rows:
        if row.state != "draft" or not row.in_source:
            reasons.append(reason("nothing-to-review", row))
        elif row.translated_by_id == by.pseudonym:
            reasons.append(reason("own-translation", row))
        reasons += [as_reason(finding, row) for finding in rules.blocking(findings_of(row))]
    if reasons:
        raise Refused(reasons)


def _review(rows: list[Segment], by) -> None:
    for row in rows:
        row.state, row.reviewed_by, row.reviewed_at = "reviewed", by, timezone.now()
        row.version += 1
    Segment.objects.bulk_update(rows, ["state", "reviewed_by", "reviewed_at", "version"], batch_size=100)
    _log(rows, "review", by)


@transaction.atomic
def mark_approved(source, language: str, by) -> None:
    """The reviewed words were published: they are approved, and remembered together with the English they belong to."""
    owners = [owner.translation_key for owner in owners_of(source)]
    rows = list(Segment.objects.select_for_update().of(owners, language).filter(state="reviewed"))
    for row in rows:
        row.state, row.approved_source, row.approved_target = "approved", row.source, row.target
        row.version += 1
    Segment.objects.bulk_update(rows, ["state", "approved_source", "approved_target", "version"], batch_size=100)
    _log(rows, "approve", by)


def _log(rows: list[Segment], action: str, by) -> None:
    SegmentEvent.objects.bulk_create(SegmentEvent(segment=row, action=action, source=row.source, target=row.target, by=by) for row in rows)

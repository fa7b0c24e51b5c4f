"""What the Language desk shows: the list of documents with what waits in each language, and one document passage by passage."""

from dataclasses import dataclass, field

from django.db.models import ManyToOneRel
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.fields import StreamField
from wagtail.models import Page

from cms import languages
from locales import registry, rules, terms
from locales.models import DocumentPart, Segment, SegmentEvent
from locales.services.extraction import model_of
from locales.services.reasons import sentence
from locales.services.work import findings_of

ACTIONS = {
    "translate": gettext_lazy("translated"), "clear": gettext_lazy("emptied"), "review": gettext_lazy("reviewed"),
    "approve": gettext_lazy("published"), "stale": gettext_lazy("the English changed"), "restore": gettext_lazy("the English came back"),
}  # fmt: skip
SHOWS = ("open", "draft", "safety", "all")
LONGEST_TEXTAREA = 16


@dataclass
class Cell:
    """One document in one language, in numbers of passages."""

    kind: str
    document: str
    language: str
    missing: int = 0
    draft: int = 0
    reviewed: int = 0
    approved: int = 0
    stale: int = 0
    safety: int = 0
    is_published: bool = False

    @property
    def total(self) -> int:
        return self.missing + self.draft + self.reviewed + self.approved + self.stale

    @property
    def waiting(self) -> int:
        return self.missing + self.draft + self.stale

    @property
    def summary(self) -> str:
        if not self.waiting:
            return _("published") if self.is_published else _("reviewed, to be signed and published")
        return _("%(done)d of %(total)d passages done") % {"done": self.total - self.waiting, "total": self.total}


@dataclass(eq=False)
class Row:
    """One document with a cell per language."""

    source: object
    code: str
    kind: str
    cells: list[Cell]

    @property
    def urgency(self) -> int:
        """What readers may be missing comes first: changed text, then drafts, then what was never translated, then the rest."""
        for place, name in enumerate(("stale", "draft", "missing")):
            if any(getattr(cell, name) for cell in self.cells):
                return place
        return 3


def overview(codes: list[str]) -> list[Row]:
    """Every document that was ever prepared for translation, with its numbers in the given languages: those with work first."""
    parts: dict[tuple, list] = {}
    for part in DocumentPart.objects.all():
        parts.setdefault((part.document_kind, part.document), []).append(part.owner)
    counts = {(row["owner"], row["language"]): row for row in Segment.objects.filter(language__in=codes).counts()}
    rows = []
    for kind in registry.kinds():
        keys = [document for name, document in parts if name == kind.kind]
        published = _published(kind, keys, codes)
        for source in kind.sources(keys) if keys else []:
            owners = parts[kind.kind, source.translation_key]
            cells = [_cell(kind.kind, source.translation_key, code, owners, counts, published) for code in codes]
            rows.append(Row(source, "", str(kind.model._meta.verbose_name), cells))
    _give_codes(rows)
    return sorted(rows, key=lambda row: (row.urgency, row.code, row.kind))


def _give_codes(rows: list[Row]) -> None:
    """A document's own code; a page without one (a learning unit) goes by that of the page above it, without asking for it."""
    own = {row: row.source.code for row in rows if _has_code(row.source)}
    by_path = {row.source.path: code for row, code in own.items() if isinstance(row.source, Page)}
    for row in rows:
        above = row.source.path[: -Page.steplen] if isinstance(row.source, Page) else ""
        row.code = own.get(row) or by_path.get(above, "")


def _has_code(source) -> bool:
    return any(field.name == "code" for field in source._meta.get_fields())


def _published(kind, keys, codes) -> set[tuple]:
    """(document, language) of every translation that is live without a newer draft."""
    rows = kind.model._base_manager.filter(translation_key__in=keys, locale__language_code__in=codes, live=True)
    return set(rows.filter(has_unpublished_changes=False).values_list("translation_key", "locale__language_code"))


def _cell(kind, document, language, owners, counts, published) -> Cell:
    cell = Cell(kind, str(document), language, is_published=(document, language) in published)
    for owner in owners:
        row = counts.get((owner, language), {})
        for name in ("missing", "draft", "reviewed", "approved", "stale", "safety"):
            setattr(cell, name, getattr(cell, name) + row.get(name, 0))
    return cell


@dataclass(frozen=True)
class Note:
    """A finding in words."""

    blocks: bool
    sentence: str


@dataclass
class Line:
    """One passage as the desk shows it."""

    segment: Segment
    label: str
    text: str
    findings: list[Note]
    changes: list = field(default_factory=list)
    rewording: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    terms: list = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Height of the text field in lines."""
        longest = max(self.text, self.segment.source, key=len)
        return min(LONGEST_TEXTAREA, 1 + longest.count("\n") + len(longest) // 40)

    @property
    def needs_words(self) -> bool:
        return self.segment.state in ("missing", "stale")


@dataclass
class Sheet:
    """One document in one language."""

    source: object
    language: str
    lines: list[Line]
    counts: dict[str, int]
    total: int

    @property
    def waiting(self) -> int:
        return sum(self.counts.get(state, 0) for state in ("missing", "draft", "stale"))

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def native(self) -> str:
        return languages.NATIVE[self.language]


def sheet(source, language: str, show: str = "all", typed: dict | None = None, refused: dict | None = None) -> Sheet:
    """The document as a translator sees it. `typed` holds words that could not be saved, by segment, `refused` why.

    Four queries besides the document itself, however long it is.
    """
    typed, refused = typed or {}, refused or {}
    owners = list(DocumentPart.objects.filter(document=source.translation_key).values_list("owner", flat=True))
    place = {owner: order for order, owner in enumerate(owners)}
    segments = sorted(Segment.objects.of(owners, language), key=lambda s: (place[s.owner], s.order))
    before = _source_before(segments)
    labels = Labels(source, owners)
    lines = [
        _line(s, labels.of(s), typed.get(s.pk), refused.get(s.pk, []), before.get(s.pk, ""))
        for s in segments
        if _shown(s, show) or s.pk in typed
    ]
    counts: dict[str, int] = {}
    for segment in segments:
        counts[segment.state] = counts.get(segment.state, 0) + 1
    return Sheet(source, language, lines, counts, len(segments))


def _shown(segment: Segment, show: str) -> bool:
    return {"all": True, "safety": segment.is_safety, "draft": segment.state == "draft"}.get(show, segment.state not in rules.DONE)


def _source_before(segments: list[Segment]) -> dict[int, str]:
    """The English that the present words of changed passages belong to: as approved, else as it was before it went stale."""
    changed = [s for s in segments if s.state == "stale" or (s.approved_source and s.approved_source != s.source)]
    before = {s.pk: s.approved_source for s in changed if s.approved_source}
    bare = [s.pk for s in changed if not s.approved_source]
    if bare:
        for event in SegmentEvent.objects.filter(segment__in=bare, action="stale").order_by("id"):
            before[event.segment_id] = event.source
    return before


def _line(segment, label, typed, reasons, before) -> Line:
    reworded = segment.approved_target and segment.target and segment.approved_target != segment.target
    return Line(
        segment,
        label,
        text=segment.target if typed is None else typed,
        findings=[Note(f.blocks, sentence(f.code, f.params)) for f in findings_of(segment)],
        changes=rules.changes(before, segment.source) if before else [],
        rewording=rules.changes(segment.approved_target, segment.target) if reworded else [],
        refused=reasons,
        terms=terms.in_text(segment.source, segment.language),
    )


class Labels:
    """Where a passage stands, in words: "Red flag 2 · sign", "Session flow 3 · say"."""

    def __init__(self, source, owners: list):
        self.source = source
        self.owners = owners
        self.numbers: dict[tuple, dict] = {}

    def of(self, segment: Segment) -> str:
        model = model_of(segment.owner_kind)
        if model is None:
            return segment.path
        label = self._label(model, segment.owner, segment.path.split("."))
        if segment.owner == self.source.translation_key:
            return label
        number = self._number((model,), segment.owner)
        return f"{capfirst(model._meta.verbose_name)} {number} · {label}"

    def _number(self, group: tuple, key) -> int:
        known = self.numbers.setdefault(group, {})
        return known.setdefault(key, len(known) + 1)

    def _label(self, model, owner, parts: list[str]) -> str:
        name = model._meta.get_field(parts[0])
        if isinstance(name, ManyToOneRel):
            child = name.related_model
            leaf = child._meta.get_field(parts[2]).verbose_name
            return f"{capfirst(child._meta.verbose_name)} {self._number((owner, parts[0]), parts[1])} · {leaf}"
        if isinstance(name, StreamField):
            return self._block_label(name, parts)
        return capfirst(str(name.verbose_name))

    def _block_label(self, name, parts: list[str]) -> str:
        for number, child in enumerate(getattr(self.source, name.name), 1):
            if child.id == parts[1]:
                leaf = child.block.child_blocks[parts[2]].label if len(parts) > 2 else ""
                return " · ".join(filter(None, (f"{capfirst(str(name.verbose_name))} {number}", str(child.block.label), str(leaf))))
        return capfirst(str(name.verbose_name))


def history(segment: Segment) -> list[SegmentEvent]:
    """Everything that was done to a passage, newest first, with the people who did it."""
    events = list(segment.events.select_related("by"))
    for event in events:
        event.name = ACTIONS.get(event.action, event.action)
    return events


def document_of(segment: Segment) -> DocumentPart | None:
    """A document in which the passage stands."""
    return DocumentPart.objects.filter(owner=segment.owner).first()

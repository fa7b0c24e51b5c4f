"""From a document to its passages, by wagtail-localize's own extraction: (row, path of block ids) → text.

wagtail-localize is used as an engine only. None of its tables is filled and none of its views is mounted: it keeps no state, no
people and no former wording, and it publishes English where a translation is missing (docs/adr/0005).
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from uuid import UUID

from django.apps import apps
from django.db.models import ManyToOneRel
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.fields import StreamField
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from locales import registry


@dataclass(frozen=True)
class Passage:
    """One translatable text as it stands in the source now."""

    owner: UUID
    owner_kind: str
    path: str
    order: int
    text: str
    is_safety: bool


def stored(source):
    """The row as it is in the database, fresh: ingestion changes stream values in place, and drafts are not the source."""
    return type(source)._base_manager.select_related("locale").get(pk=source.pk)


def owners_of(source) -> list:
    """The document and every row whose words stand in it, freshly read."""
    document = stored(source)
    owners = [document, *document.components()]
    for owner in owners:
        _read_children(owner)
    return owners


def _read_children(owner) -> None:
    """Hold the rows' children in memory: extraction and ingestion ask for each of them by key, again and again."""
    if isinstance(owner, ClusterableModel):
        for relation in get_all_child_relations(owner):
            name = relation.get_accessor_name()
            setattr(owner, name, list(getattr(owner, name).all()))


def kind_of(owner) -> str:
    """What the row is called in Segment.owner_kind."""
    return getattr(owner, "kind", "") or owner._meta.model_name


def texts_of(owner) -> list[StringSegmentValue]:
    """wagtail-localize's text values of one row, without those that hold only white space."""
    return [v for v in extract_segments(owner) if isinstance(v, StringSegmentValue) and v.render_text().strip()]


def passages_of(owner) -> list[Passage]:
    """The passages of one row, in reading order."""
    safety = SafetyMarks(owner)
    return [
        Passage(owner.translation_key, kind_of(owner), value.path, value.order, value.render_text(), safety.covers(value.path))
        for value in texts_of(owner)
    ]


@cache
def model_of(owner_kind: str):
    """The model whose rows are called `owner_kind` in segments, or None."""
    known = registry.get(owner_kind)
    return known.model if known else next((m for m in apps.get_models() if m._meta.model_name == owner_kind), None)


@lru_cache(maxsize=4096)
def limit_of(owner_kind: str, path: str) -> int | None:
    """How many characters fit in the place of a passage; None when there is no limit. PostgreSQL refuses a longer title."""
    model, parts = model_of(owner_kind), path.split(".")
    return _limit(model, parts) if model else None


def _limit(model, parts: list[str]) -> int | None:
    field = model._meta.get_field(parts[0])
    if isinstance(field, ManyToOneRel):
        return _limit(field.related_model, parts[2:])
    if isinstance(field, StreamField):
        structs = [block.child_blocks for block in field.stream_block.child_blocks.values() if hasattr(block, "child_blocks")]
        limits = [fields[parts[-1]].field.max_length for fields in structs if hasattr(fields.get(parts[-1]), "field")]
        return min((limit for limit in limits if limit), default=None)
    return field.max_length


class SafetyMarks:
    """Which paths of a row are safety text: `safety_fields` of its model or child model, or a block marked `safety_text`."""

    def __init__(self, owner):
        self.owner = owner
        self.blocks: dict[str, set[str]] = {}

    def covers(self, path: str) -> bool:
        return self._covers(type(self.owner), path.split("."))

    def _covers(self, model, parts: list[str]) -> bool:
        field = model._meta.get_field(parts[0])
        if isinstance(field, ManyToOneRel):
            return self._covers(field.related_model, parts[2:])
        if isinstance(field, StreamField):
            return parts[1] in self._marked(parts[0])
        return parts[0] in getattr(model, "safety_fields", ())

    def _marked(self, name: str) -> set[str]:
        if name not in self.blocks:
            stream = getattr(self.owner, name)
            self.blocks[name] = {child.id for child in stream if getattr(child.block, "safety_text", False)}
        return self.blocks[name]

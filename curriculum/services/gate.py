"""The gate every path to a reader passes (docs/adr/0008). Called from `save()` when a revision goes live.

A source-language revision becomes an edition with its first rendering; any other language becomes a rendering of the edition in
force. Refusals are friendly lists; the bytes are built before the transaction that stores them.
"""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from cms.acting import acting_user
from cms.errors import Reason, Refused
from cms.languages import SOURCE
from cms.models import Installation
from curriculum import rules
from curriculum.models import Edition, InForce, Rendering, SignOff
from curriculum.services import blobs
from curriculum.services.reasons import as_reason, reason
from curriculum.services.releases import Change, release
from curriculum.services.sign_offs import source_of
from locales import services as desk

# The fields of documents that hold words; everything else must be equal in every language.
TEXTS = frozenset(
    "language title summary background text note instead if then sign action practice name hours use "
    "heading html alt stem intro why".split()
)


@dataclass
class Wording:
    """What is about to go live, computed once: documents, the address of their safety text, and who signed it."""

    obj: object
    document: dict
    key: dict | None
    card: dict | None
    demo: bool
    safety_sha: str = ""
    kinds: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, obj) -> "Wording":
        document, key = obj.document(), obj.key_document()
        safety_sha = rules.safety_sha(document, key)
        signed = SignOff.objects.of_wording(obj.translation_key, obj.language, safety_sha).values_list("kind", flat=True)
        return cls(obj, document, key, obj.card_document(), Installation.is_demo(), safety_sha, list(signed))

    @property
    def skeleton_sha(self) -> str:
        return rules.sha256(rules.canonical(rules.skeleton([self.document, self.key], TEXTS)))

    @property
    def approval(self) -> str:
        return rules.approval_kind(self.kinds, bool(self.safety_sha), self.demo)


def refusals(obj) -> list[Reason]:
    """Everything that stands between `obj` and its readers, each with a link to the field to mend."""
    return _refusals(Wording.of(obj))


def _refusals(wording: Wording) -> list[Reason]:
    obj = wording.obj
    found = [f for f in obj.findings(timezone.localdate(), live=not wording.demo) if f.blocks]
    reasons = [as_reason(finding, obj) for finding in found]
    reasons += _source_refusals(wording) if obj.language == SOURCE else _target_refusals(wording)
    if wording.safety_sha and not rules.sign_off_suffices(wording.kinds, wording.demo):
        reasons.append(reason("sign-off-missing", obj))
    return reasons


def _source_refusals(wording: Wording) -> list[Reason]:
    obj, last = wording.obj, last_edition(wording.obj.translation_key)
    shown = in_force(obj.translation_key, SOURCE)
    same = bool(shown and shown.rendering_id and _without_issue(shown.rendering.blob.json()) == rules.nfc(wording.document))
    safety_changed = bool(last) and last.safety_sha != wording.safety_sha
    found = rules.class_findings(obj.change_class, last is None, safety_changed, not same or safety_changed)
    return [as_reason(finding, obj) for finding in found if finding.code != "nothing-changed"]


def _target_refusals(wording: Wording) -> list[Reason]:
    obj = wording.obj
    edition = edition_in_force(obj.translation_key)
    if edition is None:
        return [reason("source-not-issued", obj)]
    source = source_of(obj)
    reasons = []
    waiting = desk.incomplete(source, obj.language)
    if waiting:
        reasons.append(reason("segments-open", obj, count=len(waiting)))
    if wording.skeleton_sha != edition.skeleton_sha:
        reasons.append(reason("structure-differs", obj))
    expected = desk.target_draft(source, obj.language)
    if not waiting and rules.canonical(expected.document()) != rules.canonical(wording.document):
        reasons.append(reason("words-not-approved", obj))
    return reasons


def _without_issue(document: dict) -> dict:
    return {key: value for key, value in document.items() if key not in ("edition", "approval")}


def last_edition(document) -> Edition | None:
    """The newest edition of a document, in force or not."""
    return Edition.objects.filter(document=document).order_by("-number").first()


def in_force(document, language: str) -> InForce | None:
    """What the stable channel offers of a document in a language."""
    return InForce.objects.on("stable").of(document).filter(language=language).with_bytes().first()


def edition_in_force(document) -> Edition | None:
    """The edition whose source-language rendering is in force, or None."""
    shown = in_force(document, SOURCE)
    return shown.rendering.edition if shown and shown.rendering_id else None


@dataclass
class Issue:
    """A rendering with its bytes built and compressed, ready to be stored in the caller's transaction."""

    wording: Wording
    edition: Edition
    is_new_edition: bool
    document: blobs.Bytes
    key: blobs.Bytes | None
    card: blobs.Bytes | None
    media: list[blobs.Bytes]

    def commit(self) -> Rendering:
        """Inserts and the pointer swap; raises Refused when somebody else issued in between."""
        blobs.store([b for b in (self.document, self.key, self.card, *self.media) if b])
        try:
            with transaction.atomic():
                if self.is_new_edition:
                    self.edition.save(force_insert=True)
                rendering = self._rendering()
                rendering.save(force_insert=True)
        except IntegrityError as error:
            raise Refused([reason("issued-meanwhile", self.wording.obj)]) from error
        release(self._changes(rendering), note=self.edition.note)
        if self.is_new_edition:
            transaction.on_commit(self._prepare_languages, robust=True)  # a failure must not undo or hide what was issued
        return rendering

    def _prepare_languages(self) -> None:
        """The translators' work follows the new wording."""
        obj = self.wording.obj
        desk.prepare_languages(type(obj)._base_manager.get(pk=obj.pk))

    def _rendering(self) -> Rendering:
        obj, by = self.wording.obj, acting_user()
        serial = Rendering.objects.filter(edition=self.edition, language=obj.language).count() + 1
        return Rendering(
            edition=self.edition, language=obj.language, serial=serial, blob_id=self.document.sha256,
            key_blob_id=self.key.sha256 if self.key else None, card_blob_id=self.card.sha256 if self.card else None,
            safety_sha=self.wording.safety_sha, approval=self.wording.approval, approved_at=timezone.now(),
            approved_by_id=by.pseudonym if by else None,
            media=[{"sha256": m.sha256, "size": m.size, "type": m.media_type} for m in self.media],
        )  # fmt: skip

    def _changes(self, rendering: Rendering) -> list[Change]:
        changes = [self._change(self.wording.obj.language, "put", rendering, face=self.wording.obj.face())]
        if not self.is_new_edition:
            return changes
        others = InForce.objects.on("stable").of(self.edition.document).exclude(language=SOURCE).select_related("rendering")
        for row in others:
            effect = rules.language_effect(self.edition.change_class, row.rendering_id is not None)
            if effect == "withheld":
                changes.append(self._change(row.language, "withhold", None, "safety-change-not-approved"))
            elif effect == "behind":
                changes.append(self._change(row.language, "behind", row.rendering))
        return changes

    def _change(self, language: str, action: str, rendering: Rendering | None, why: str = "", face: dict | None = None) -> Change:
        edition, obj = self.edition, self.wording.obj
        return Change(edition.document_kind, edition.document, edition.code, obj.module_code, language, action, rendering, why, face)


def issue_of(obj) -> Issue:
    """Ask the gate and build the bytes of what `obj` would become. Raises Refused; writes nothing."""
    wording = Wording.of(obj)
    reasons = _refusals(wording)
    if reasons:
        raise Refused(reasons)
    is_new = obj.language == SOURCE
    edition = _new_edition(wording) if is_new else edition_in_force(obj.translation_key)
    stamp = _stamp(wording, edition)
    media = getattr(obj, "media", dict)()
    return Issue(
        wording, edition, is_new,
        document=blobs.packed({**wording.document, **stamp}),
        key=blobs.packed({**wording.key, **stamp}, private=True) if wording.key else None,
        card=blobs.packed({**wording.card, **stamp}) if wording.card else None,
        media=[blobs.media(data, media_type) for media_type, data in media.values()],
    )  # fmt: skip


def _new_edition(wording: Wording) -> Edition:
    obj, by, last = wording.obj, acting_user(), last_edition(wording.obj.translation_key)
    return Edition(
        document_kind=obj.kind, document=obj.translation_key, code=obj.code, number=last.number + 1 if last else 1,
        change_class=obj.change_class, note=obj.change_note, safety_sha=wording.safety_sha, skeleton_sha=wording.skeleton_sha,
        revision=obj.live_revision_id, issued_by_id=by.pseudonym if by else None, issued_at=timezone.now(),
    )  # fmt: skip


def _stamp(wording: Wording, edition: Edition) -> dict:
    """The issue's own fields. The change note is the author's sentence and stays out of other languages' bytes."""
    language = wording.obj.language
    with override(language):
        notice = gettext("Starter content, not yet clinically approved") if wording.approval == "demonstration" else ""
    return {
        "edition": {
            "number": edition.number, "change_class": edition.change_class, "note": edition.note if language == SOURCE else "",
            "issued_on": timezone.localdate(edition.issued_at).isoformat(),
        },
        "approval": {"kind": wording.approval, "notice": notice},
    }  # fmt: skip


def withdraw_of(obj, why: str = "withdrawn") -> None:
    """The document leaves the release in this language; the source language takes every language with it.

    Nothing is deleted, and SafetyCards stay unless the card itself is recalled as harmful.
    """
    rows = InForce.objects.on("stable").of(obj.translation_key).exclude(state="withdrawn")
    if obj.language != SOURCE:
        rows = rows.filter(language=obj.language)
    changes = [Change(row.document_kind, row.document, row.code, row.module, row.language, "withdraw", None, why) for row in rows]
    if changes:
        release(changes, note=why)

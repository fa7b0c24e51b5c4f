"""What a clinician is asked to sign: which documents wait, and how their safety text differs from what is in force."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cms.errors import Reason, Refused
from cms.languages import SOURCE
from curriculum import rules
from curriculum.models import ClinicalSignOffTask, InForce, SignOff
from curriculum.services import sign_offs
from curriculum.services.gate import in_force
from locales import registry
from locales import services as desk


@dataclass(frozen=True)
class Waiting:
    """One document in one language whose safety text nobody has signed yet."""

    kind: str
    document: str
    language: str
    title: str
    code: str


def waiting(languages: set[str]) -> list[Waiting]:
    """Everything that waits for a clinician of `languages`, source drafts first."""
    found = []
    for kind in registry.kinds():
        for source in kind.sources():
            for language in sorted(languages):
                candidate = draft_of(kind, source, language)
                if candidate is not None and not is_signed(candidate):
                    found.append(Waiting(kind.kind, str(source.translation_key), language, str(candidate.title), source.code))
    return sorted(found, key=lambda w: (w.language != SOURCE, w.language, w.code))


def draft_of(kind, source, language: str):
    """The wording that would go live next in a language, or None when there is nothing new or passages are still open."""
    if language == SOURCE:
        return source.get_latest_revision_as_object() if source.has_unpublished_changes else None
    target = kind.model._base_manager.filter(translation_key=source.translation_key, locale__language_code=language).first()
    if not source.live or target is None or not target.has_unpublished_changes or desk.incomplete(source, language):
        return None
    return target.get_latest_revision_as_object()


def is_signed(draft) -> bool:
    """True if there is nothing to sign, or somebody signed this exact wording."""
    sha = rules.safety_sha(draft.document(), draft.key_document())
    return not sha or SignOff.objects.of_wording(draft.translation_key, draft.language, sha).exists()


def safety_differences(draft) -> list[dict]:
    """Each safety passage of a draft: `now`, what is in force (`before`, None when new) and what went (`now` None)."""
    shown = in_force(draft.translation_key, draft.language)
    old = [shown.rendering.blob.json()] if shown and shown.rendering_id else []
    if old and shown.rendering.key_blob_id:
        old.append(shown.rendering.key_blob.json())
    before = {identity(n): n for n in rules.safety_nodes(*old)}
    now = {identity(n): n for n in rules.safety_nodes(draft.document(), draft.key_document())}
    rows = [{"now": node, "before": before.get(key)} for key, node in now.items()]
    return rows + [{"now": None, "before": node} for key, node in before.items() if key not in now]


def identity(node: dict) -> tuple:
    """A safety node's place: its id; the private half of an item apart from the public; a level by its number."""
    return node.get("id"), "why" in node, node.get("level")


def source_nodes(kind, document) -> dict:
    """The safety nodes of the live source document, for reading beside a translation."""
    row = InForce.objects.on("stable").of(document).filter(language=SOURCE).with_bytes().first()
    if row is None or not row.rendering_id:
        return {}
    documents = [row.rendering.blob.json()]
    if row.rendering.key_blob_id:
        documents.append(row.rendering.key_blob.json())
    return {identity(n): n for n in rules.safety_nodes(*documents)}


@transaction.atomic
def sign_draft(*, draft, safety_sha: str, by) -> SignOff:
    """Sign the wording that was on the screen. In the clinical workflow the signature also publishes it. Raises Refused."""
    if rules.safety_sha(draft.document(), draft.key_document()) != safety_sha:
        raise Refused([Reason("changed-meanwhile", _("The text changed while you were reading. Please read the new wording first."))])
    revision = draft.latest_revision
    made = sign_offs.sign_revision(revision=revision, by=by)
    state = draft.current_workflow_task_state
    if state and isinstance(state.task.specific, ClinicalSignOffTask) and state.revision_id == revision.pk:
        state.approve(user=by)
    return made


@transaction.atomic
def return_draft(*, draft, comment: str, by) -> None:
    """Send a draft in the clinical workflow back with a comment. Raises Refused when it is not in it."""
    state = draft.current_workflow_task_state
    if not state or not isinstance(state.task.specific, ClinicalSignOffTask):
        raise Refused([Reason("not-in-workflow", _("This draft was not submitted for sign-off; speak with its author."))])
    state.reject(user=by, comment=comment)

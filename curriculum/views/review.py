"""The clinician's desk: what waits, what changed, sign or return."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.languages import NATIVE, SOURCE
from curriculum import permissions, rules
from curriculum.services import reviews
from locales import registry
from locales.rules import changes

# The fields of a safety node that are words, in reading order.
KINDS = ("stem", "sign", "if", "instead", "level")
WORDS = ("title", "name", "sign", "if", "text", "stem", "then", "instead", "action", "html", "use", "hours")


@require_safe
def queue(request):
    """What waits for this clinician."""
    languages = permissions.sign_languages(request.user)
    if not languages:
        raise PermissionDenied
    rows = [{"item": w, "language": NATIVE[w.language]} for w in reviews.waiting(languages)]
    return render(request, "curriculum/review_queue.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def show(request, kind, document, language):
    """One draft's safety text, difference first; POST signs exactly what was shown, or returns it."""
    if not permissions.may_sign(request.user, language):
        raise PermissionDenied
    found = registry.get(kind)
    if found is None:
        raise Http404
    source = get_object_or_404(found.sources([document]))
    draft = reviews.draft_of(found, source, language)
    if draft is None:
        messages.info(request, _("Nothing of this document waits for a signature now."))
        return redirect("review")
    if request.method == "POST":
        return act(request, draft)
    beside = reviews.source_nodes(found, document) if language != SOURCE else {}
    context = {
        "draft": draft, "language": language, "language_name": NATIVE[language], "signed": reviews.is_signed(draft),
        "safety_sha": rules.safety_sha(draft.document(), draft.key_document()),
        "passages": [passage(row, beside) for row in reviews.safety_differences(draft)],
        "in_workflow": bool(draft.current_workflow_task_state),
    }  # fmt: skip
    return render(request, "curriculum/review.html", context)


def act(request, draft):
    if "return" in request.POST:
        reviews.return_draft(draft=draft, comment=request.POST.get("comment", "")[:500], by=request.user)
        messages.success(request, _("Returned to the author with your comment."))
    else:
        reviews.sign_draft(draft=draft, safety_sha=request.POST.get("safety_sha", ""), by=request.user)
        messages.success(request, _("Signed: “%(title)s”.") % {"title": draft.title})
    return redirect("review")


def passage(row: dict, beside: dict) -> dict:
    """One safety node as the template shows it: each text with its word difference, and the source beside a translation."""
    now, before = row["now"] or {}, row["before"] or {}
    node = now or before
    return {
        "id": node.get("id", ""), "kind": node.get("kind") or next((k for k in KINDS if k in node), ""),
        "is_changed": now != before, "is_new": not before, "is_gone": not now,
        "fields": [{"name": n, "changes": changes(before.get(n, ""), now.get(n, ""))} for n in WORDS if now.get(n) or before.get(n)]
        + nested(now, before),
        "source": " · ".join(str(beside[reviews.identity(node)][n]) for n in WORDS if beside.get(reviews.identity(node), {}).get(n)),
    }  # fmt: skip


def nested(now: dict, before: dict) -> list[dict]:
    """Options and reasons of an item, and the number of a contact: words one level down."""
    old = {o["id"]: o["text"] for o in before.get("options", [])} | before.get("why", {})
    new = {o["id"]: o["text"] for o in now.get("options", [])} | now.get("why", {})
    rows = [{"name": "option", "changes": changes(old.get(key, ""), text)} for key, text in new.items()]
    if now.get("right") != before.get("right") and now.get("right"):
        rows.append({"name": "right", "changes": changes("", _("Another answer counts as right now."))})
    return rows

"""The clinician's desk: what waits, what changed, sign or return."""

from html import unescape

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import strip_tags
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.languages import NATIVE, SOURCE
from cms.words import URGENCY
from curriculum import permissions, rules
from curriculum.services import reviews
from locales import registry
from locales.rules import changes

# The fields of a safety node that are words, in reading order.
WORDS = ("title", "name", "sign", "if", "text", "stem", "then", "instead", "action", "heading", "html", "use", "hours")
# What a node is, told by the first field it has.
KINDS = {
    "why": gettext_lazy("Reasons for the answers"),
    "stem": gettext_lazy("Question and answers"),
    "sign": gettext_lazy("Red flag"),
    "if": gettext_lazy("If – then"),
    "instead": gettext_lazy("Do not use if"),
    "level": gettext_lazy("Level"),
    "minutes": gettext_lazy("Say"),
    "contacts": gettext_lazy("Safety card"),
    "html": gettext_lazy("Caution"),
}


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
        "passages": sorted((passage(row, beside) for row in reviews.safety_differences(draft)), key=lambda p: not p["is_changed"]),
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
    """One safety node as the template shows it: each line with its word difference, and the source beside a translation."""
    now, before = row["now"] or {}, row["before"] or {}
    node = now or before
    new, old = lines(now), lines(before)
    return {
        "id": node.get("id", ""), "kind": next((label for field, label in KINDS.items() if field in node), ""),
        "is_changed": now != before, "is_new": not before, "is_gone": not now,
        "fields": [changes(old.get(name, ""), new.get(name, "")) for name in {**new, **old}],
        "source": list(lines(beside.get(reviews.identity(node), {})).values()),
    }  # fmt: skip


def lines(node: dict) -> dict[str, str]:
    """Everything of a safety node that a clinician signs, line by line; the right answer carries a mark."""
    found = {name: plain(node[name]) if name == "html" else node[name] for name in WORDS if node.get(name)}
    if "urgency" in node:
        found["urgency"] = str(URGENCY[node["urgency"]])
    for contact in [node["contact"]] if "contact" in node else node.get("contacts", []):
        found[f"contact {contact['id']}"] = f"{contact['name']} {contact['number']} {contact['note']}".strip()
    for option in node.get("options", []):
        found[f"option {option['id']}"] = f"· {option['text']}"
    for key, text in node.get("why", {}).items():
        found[f"why {key}"] = f"{'✓' if key in node['right'] else '·'} {text}"
    if node.get("critical"):
        found["critical"] = gettext("Must be right, whatever the rest.")
    return found


def plain(html: str) -> str:
    """A passage as words, its paragraphs and list lines each on a line of their own."""
    return unescape(strip_tags(html))

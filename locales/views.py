"""The Language desk's pages: plain forms that work without JavaScript; every decision is a service's."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cms import languages
from cms.errors import Refused
from locales import permissions, registry, reports
from locales import services as desk_services
from locales.models import Segment

REFUSED = 422


@require_safe
def desk(request):
    """Every document in the languages that the reader works in."""
    codes = permissions.desk_languages(request.user)
    if not codes:
        raise PermissionDenied
    named = [(code, languages.NATIVE[code]) for code in codes]
    return render(request, "locales/desk.html", {"rows": reports.overview(codes), "languages": named})


@require_safe
def document(request, kind, key, language):
    """One document in one language, passage by passage."""
    kind, source = _source(request, kind, key, language)
    show = request.GET.get("show")
    return _page(request, kind, source, language, show if show in reports.SHOWS else "")


@require_safe
def history(request, pk):
    """Who did what to one passage, with every wording it ever had."""
    segment = get_object_or_404(Segment, pk=pk)
    if segment.language not in permissions.desk_languages(request.user):
        raise PermissionDenied
    context = {"segment": segment, "events": reports.history(segment), "part": reports.document_of(segment)}
    return render(request, "locales/desk_history.html", context)


@require_POST
def save(request, kind, key, language):
    """Save every passage whose words were changed; one that is refused does not take the others with it."""
    kind, source = _source(request, kind, key, language)
    saved, refused, typed = desk_services.save_translations(source, language, _typed(request), request.user, _number(request, "confirm"))
    if saved:
        messages.success(request, ngettext("%(count)d passage saved.", "%(count)d passages saved.", saved) % {"count": saved})
    if refused:
        return _page(request, kind, source, language, request.POST.get("show", ""), typed=typed, refused=refused)
    return _back(request, kind, source, language, _number(request, "confirm") or _number(request, "at"))


@require_POST
def review(request, kind, key, language):
    """Confirm one passage (`at`, in the version that was read) or every draft of the document."""
    kind, source = _source(request, kind, key, language)
    at = _number(request, "at")
    try:
        if at:
            segment = get_object_or_404(Segment, pk=at, language=language)
            desk_services.review_segment(segment, request.user, _number(request, f"version-{at}"))
        else:
            desk_services.review_document(source, language, request.user)
    except Refused as error:
        return _page(request, kind, source, language, request.POST.get("show", ""), reasons=error.reasons)
    if desk_services.offer_draft(source, language, request.user):
        messages.success(request, _("Everything is reviewed. A clinician can sign the safety text now."))
    else:
        messages.success(request, _("Reviewed."))
    return _back(request, kind, source, language, at)


@require_POST
def publish(request, kind, key, language):
    """Publish the reviewed and signed translation; the gate answers with everything that is missing."""
    kind, source = _source(request, kind, key, language)
    try:
        kind.publish(source, language, request.user)
    except Refused as error:
        return _page(request, kind, source, language, request.POST.get("show", ""), reasons=error.reasons)
    messages.success(request, _("Published. Readers of this language now get this wording."))
    return _back(request, kind, source, language)


def _source(request, kind, key, language):
    """The registered kind and the source document, for somebody who works in `language`; else 404 or 403."""
    found = registry.get(kind)
    if found is None or language not in languages.TARGETS:
        raise Http404
    if language not in permissions.desk_languages(request.user):
        raise PermissionDenied
    return found, get_object_or_404(found.sources([key]))


def _typed(request) -> dict[int, tuple[int, str]]:
    """The text fields, named `text-<segment>-<version>`: segment → (version, words)."""
    found = {}
    for name, text in request.POST.items():
        parts = name.split("-")
        if len(parts) == 3 and parts[0] == "text" and parts[1].isdecimal() and parts[2].isdecimal():
            found[int(parts[1])] = (int(parts[2]), text)
    return found


def _number(request, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() else None


def _page(request, kind, source, language, show="", *, typed=None, refused=None, reasons=()):
    user = request.user
    show = show or _usual(user, language)
    context = {
        "sheet": reports.sheet(source, language, show, typed, refused),
        "kind": kind.kind,
        "show": show,
        "reasons": reasons,
        "may_translate": permissions.may_translate(user, language),
        "may_review": permissions.may_review(user, language),
        "may_publish": permissions.may_publish(user, language),
        "may_sign": permissions.may_sign(user, language),
    }
    return render(request, "locales/desk_document.html", context, status=REFUSED if refused or reasons else 200)


def _usual(user, language: str) -> str:
    """What somebody sees first: a translator what needs words, a reviewer the drafts, everybody else the safety text."""
    if permissions.may_translate(user, language):
        return "open"
    return "draft" if permissions.may_review(user, language) else "safety"


def _back(request, kind, source, language, at=None):
    url = reverse("locales:document", args=[kind.kind, source.translation_key, language])
    show = request.POST.get("show", "")
    return redirect(f"{url}{f'?show={show}' if show in reports.SHOWS else ''}{f'#s{at}' if at else ''}")

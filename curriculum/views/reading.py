"""Plans and units as readers see them: one query for frozen bytes, one template, nothing about who is reading."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.languages import FALLBACK, NATIVE
from cms.typeset import pdf
from curriculum.models import Blob, InForce, Rendering
from curriculum.reports import catalogue

PAST = {"plan": "curriculum/plan.html", "unit": "curriculum/unit.html"}
WHY = {
    "safety-change-not-approved": gettext_noop(
        "A safety sentence of this plan was changed. The new wording is being translated and checked."
    ),
    "demonstration-ended": gettext_noop("This was starter content. A clinician has not approved it yet."),
    "withdrawn": gettext_noop("This document was taken out of use."),
    "": gettext_noop("This document is not yet available in this language."),
}


def address(name: str, language: str, *args) -> str:
    """The address of a page in another language."""
    with override(language):
        return reverse(name, args=args)


def found(kind: str, code: str) -> tuple[InForce | None, list[InForce]]:
    """The document in the reader's language, and in every language; 404 when no language knows it. One query."""
    rows = list(InForce.objects.on("stable").named(kind, code).with_bytes())
    if not any(row.language == "en" or row.rendering_id for row in rows):
        raise Http404
    return next((row for row in rows if row.language == get_language()), None), rows


def link(name: str, row: InForce) -> dict:
    return {"language": row.language, "name": NATIVE[row.language], "url": address(name, row.language, row.code)}


def withheld(request, name: str, row: InForce | None, rows: list[InForce]) -> HttpResponse:
    """Why it cannot be read here, what can be read instead, labelled, and the SafetyCard that always stays."""
    readable = {r.language: r for r in rows if r.rendering_id}
    instead = next((readable[c] for c in FALLBACK[get_language()] if c in readable), None)
    context = {
        "code": rows[0].code,
        "title": (row or instead or rows[0]).face.get("title", ""),
        "language": (row or instead or rows[0]).language,
        "reason": _(WHY.get(row.reason if row else "", WHY["withdrawn"])),
        "card": row.card_blob.json() if row and row.card_blob_id else None,
        "fallback": link(name, instead) if instead else None,
    }
    return render(request, "curriculum/withheld.html", context)


@require_safe
def plans(request):
    """Every plan, module by module."""
    return render(request, "curriculum/plans.html", {"modules": catalogue(get_language())})


@require_safe
def plan(request, code):
    """One plan in the reader's language, whole, or why not."""
    row, rows = found("plan", code)
    if row and row.code != code:
        return HttpResponseRedirect(reverse("plan", args=[row.code]))
    if not row or not row.rendering_id:
        return withheld(request, "plan", row, rows)
    context = {
        "plan": row.rendering.blob.json(), "state": row.state, "pdf_url": reverse("plan-pdf", args=[row.code]),
        "unit_url": reverse("unit", args=[f"{row.code}-U"]), "offers": [link("plan", r) for r in rows if r.rendering_id and r != row],
    }  # fmt: skip
    return render(request, "curriculum/plan.html", context)


@require_safe
def unit(request, code):
    """What a counselor studies about one plan."""
    row, rows = found("unit", code)
    if not row or not row.rendering_id:
        return withheld(request, "unit", row, rows)
    document = row.rendering.blob.json()
    context = {
        "unit": document, "state": row.state, "plan_url": reverse("plan", args=[document["plan"]["code"]]),
        "done_url": reverse("studied", args=[row.code]), "rendering": row.rendering_id,
    }  # fmt: skip
    return render(request, "curriculum/unit.html", context)


@require_safe
def plan_pdf(request, code):
    """The same bytes as the page, set for printing."""
    row, rows = found("plan", code)
    if not row or not row.rendering_id:
        return withheld(request, "plan", row, rows)
    printed = {"plan": row.rendering.blob.json(), "state": row.state, "sha": row.rendering.blob_id}
    printed["url"] = f"{settings.SITE_URL}{address('plan', row.language, row.code)}"
    data = pdf("plan", printed, row.language, timestamp=row.rendering.edition.issued_at)
    headers = {"Content-Disposition": f'inline; filename="{row.code}-{row.language}.pdf"', "Cache-Control": "no-cache"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@require_safe
def edition(request, sha):
    """An older wording, as it was: what a certificate cites. Never a quiz."""
    rendering = Rendering.objects.with_bytes().filter(blob_id=sha, edition__document_kind__in=PAST).first()
    if rendering is None:
        raise Http404
    kind = rendering.edition.document_kind
    with override(rendering.language):
        response = render(request, PAST[kind], {kind: rendering.blob.json(), "past": True, "state": "past"})
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def picture(request, sha):
    """A picture of a document, for ever the same under its address. Never text, never a key."""
    found = Blob.objects.filter(sha256=sha, private=False, media_type__startswith="image/").defer("br", "gzip").first()
    if found is None:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.identity), content_type=found.media_type, headers=headers)

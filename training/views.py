"""Doors of training: the first page, "I have studied this", certificates, and checking one. Callers only."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.views import refusal
from cms.errors import Refused
from cms.typeset import pdf
from curriculum.models import Rendering
from training import reports, rules
from training.models import Certificate
from training.services import record_study
from training.services.certificates import complete


@require_safe
def home(request):
    """One next thing to do; for a stranger the way in."""
    return render(request, "training/home.html", reports.home(request.user, get_language()))


@login_required
@require_POST
def studied(request, code):
    """She says that she has studied exactly what was on the page."""
    try:
        found = get_object_or_404(Rendering.objects.select_related("edition"), pk=UUID(request.POST.get("rendering", "")))
    except ValueError:
        raise Http404 from None
    try:
        for record in record_study(counselor=request.user, rendering=found):
            complete(record.cycle)
    except Refused as refused:
        return refusal(request, refused, url=reverse("unit", args=[code]), button=_("Back to the learning unit"))
    return redirect("home")


def own(request, code: str) -> Certificate:
    """Her own certificate; another person's does not exist for her."""
    mine = Certificate.objects.of(request.user).select_related("rule__edition", "counselor")
    return get_object_or_404(mine, code=rules.code_as_stored(code))


@login_required
@require_safe
def certificate(request, code):
    """What she may do, until when, and what that rests on."""
    return render(request, "training/certificate.html", reports.certificate_page(own(request, code), get_language()))


@login_required
@require_safe
def certificate_pdf(request, code):
    """Made on demand from the same rows, never stored."""
    found = own(request, code)
    data = pdf("certificate", reports.certificate_print(found), found.language, timestamp=found.issued_at)
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{found.code}.pdf"'})


@require_safe
def verify(request, code):
    """Is this certificate valid? For anyone who holds its code."""
    found = reports.verified(code, get_language())
    context = {**found, "json_url": reverse("verify-json", args=[found["code"]])} if found["code"] else found
    return render(request, "training/verify.html", context, status=200 if found["found"] else 404)


@require_safe
def verify_json(request, code):
    """The same for machines."""
    found = reports.verified(code, get_language())
    return JsonResponse(found, status=200 if found["found"] else 404, json_dumps_params={"ensure_ascii": False})

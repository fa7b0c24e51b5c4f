"""Doors of the assessments: start, answer, look over, hand in, read the reasons. Callers only; services decide."""

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.models import Attempt
from assessments.permissions import token_of
from assessments.querysets import quiz_in_force
from assessments.services import frozen, results, save_answer, start_attempt, submit_attempt
from assessments.services.attempts import chosen, is_current
from cms.errors import Refused

STATUS = {"not-your-attempt": 403, "attempt-closed": 409, "answer-conflict": 409, "quiz-not-available": 404}


def refusal(request, refused: Refused, *, url: str, button: str) -> HttpResponse:
    """A refusal as a kind page: what happened, that nothing is lost, and where to go on."""
    happened = " ".join(str(reason) for reason in refused.reasons)
    context = {
        "title": _("Not yet"), "happened": happened, "safe": _("Nothing you have done so far is lost."), "do": button, "url": url,
        "button": button,
    }  # fmt: skip
    return render(request, "error.html", context, status=STATUS.get(refused.codes[0], 422))


def own(request, attempt: UUID) -> Attempt:
    """Her own attempt; another person's does not exist for her."""
    return get_object_or_404(Attempt.objects.of(request.user).cited(), pk=attempt)


def address(name: str, attempt: Attempt, *args) -> str:
    """A page of the attempt, in the language the attempt is in."""
    with override(attempt.language):
        return reverse(name, args=[attempt.pk, *args])


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request, code):
    """What the quiz is about; POST starts it, or goes on where it was left."""
    if request.method == "POST":
        return start(request, code)
    row = quiz_in_force(code, get_language())
    if row is None:
        raise Http404
    document = row.rendering.blob.json()
    return render(request, "assessments/start.html", {"quiz": document, "count": len(document["forms"]["A"])})


def start(request, code):
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    try:
        attempt = start_attempt(counselor=request.user, code=code, language=get_language())
    except Refused as refused:
        return refusal(request, refused, url=reverse("home"), button=_("Go to your first page"))
    answered = chosen(attempt)
    items = list(frozen.items_of(attempt))
    open_items = [number for number, item in enumerate(items, 1) if item not in answered]
    return redirect(address("attempt-item", attempt, open_items[0]) if open_items else address("attempt-review", attempt))


@login_required
@require_safe
def item(request, attempt, number):
    """One question."""
    row = own(request, attempt)
    if row.submitted_at:
        return redirect(address("attempt-result", row))
    if not is_current(row):
        messages.info(request, _("This quiz was changed for safety a short while ago. Please start it once more."))
        return redirect("quiz", frozen.document(row.rendering.blob_id)["code"])
    items = results.shown_items(row)
    if not 1 <= number <= len(items):
        raise Http404
    return show_item(request, row, items, number, chosen(row).get(items[number - 1]["id"]))


def show_item(request, attempt: Attempt, items: list[dict], number: int, chosen_now: str | None, status: int = 200) -> HttpResponse:
    context = {
        "attempt": attempt, "token": token_of(attempt), "number": number, "total": len(items), "item": items[number - 1],
        "chosen": chosen_now, "answer_url": address("attempt-answer", attempt), "client_id": uuid4(),
        "previous_url": address("attempt-item", attempt, number - 1) if number > 1 else None,
        "next_url": address("attempt-item", attempt, number + 1) if number < len(items) else address("attempt-review", attempt),
        "review_url": address("attempt-review", attempt), "quiz": frozen.document(attempt.rendering.blob_id),
    }  # fmt: skip
    return render(request, "assessments/item.html", context, status=status)


@csrf_exempt
@require_POST
def answer(request, attempt):
    """Save one answer. The attempt's own token is asked for instead of a session, so an answer outlives the log-in.

    The token stands in her pages only, like a CSRF token; another site cannot know it.
    """
    wants_json = "application/json" in request.headers.get("Accept", "")
    given = {name: request.POST.get(name, "") for name in ("item", "option", "token")}
    try:
        client_id = UUID(request.POST.get("client_id", ""))
        item_id, option_id = str(UUID(given["item"])), str(UUID(given["option"]))
    except ValueError:
        return incomplete(request, attempt, wants_json)
    try:
        saved = save_answer(attempt=attempt, token=given["token"], item=item_id, option=option_id, client_id=client_id)
    except Refused as refused:
        return not_saved(request, refused, attempt, item_id, option_id, wants_json)
    return JsonResponse({"saved": True, "seq": saved.seq}) if wants_json else redirect(way_on(request, attempt))


def incomplete(request, attempt: UUID, wants_json: bool) -> HttpResponse:
    """Nothing was chosen: a page goes on, a script is told."""
    if wants_json:
        return JsonResponse({"saved": False, "code": "answer-incomplete"}, status=400)
    return redirect(way_on(request, attempt))


def way_on(request, attempt: UUID) -> str:
    """Where the form wanted to go, if that is here; otherwise the overview."""
    goto = request.POST.get("goto", "")
    if goto and url_has_allowed_host_and_scheme(goto, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return goto
    return reverse("attempt-review", args=[attempt])


def not_saved(request, refused: Refused, attempt: UUID, item_id: str, option_id: str, wants_json: bool) -> HttpResponse:
    """Say so. A page that went back and chose anew comes again with the new choice, ready to be saved."""
    code, reason = refused.codes[0], refused.reasons[0]
    if wants_json:
        return JsonResponse({"saved": False, "code": code, "message": str(reason)}, status=STATUS.get(code, 422))
    row = Attempt.objects.of(request.user).cited().filter(pk=attempt, submitted_at=None).first()
    items = results.shown_items(row) if row else []
    number = next((n for n, node in enumerate(items, 1) if node["id"] == item_id), None)
    if code == "answer-conflict" and number:
        messages.warning(request, str(reason))
        return show_item(request, row, items, number, option_id, status=409)
    return refusal(request, refused, url=reverse("attempt-review", args=[attempt]), button=_("Go back to the quiz"))


@login_required
@require_safe
def review(request, attempt):
    """All questions, and which are open; here she hands in."""
    row = own(request, attempt)
    if row.submitted_at:
        return redirect(address("attempt-result", row))
    items = [{**line, "url": address("attempt-item", row, line["number"])} for line in results.overview(row)]
    context = {
        "attempt": row, "items": items, "open_count": sum(not line["answered"] for line in items), "token": token_of(row),
        "submit_url": address("attempt-submit", row), "quiz": frozen.document(row.rendering.blob_id),
    }  # fmt: skip
    return render(request, "assessments/review.html", context)


@login_required
@require_POST
def submit(request, attempt):
    """Hand in; the second time shows the first result."""
    own(request, attempt)
    return redirect(address("attempt-result", submit_attempt(attempt=attempt, by=request.user)))


@login_required
@require_safe
def result(request, attempt):
    """Passed or not yet, and why, question by question."""
    row = own(request, attempt)
    if not row.submitted_at:
        return redirect(address("attempt-review", row))
    document = frozen.document(row.rendering.blob_id)
    passed, reasons = results.verdict(row, get_language())
    study = reverse("unit", args=[f"{document['plan']['code']}-U"])
    items = [{**line, "review_url": f"{study}#{line['review']}" if line["review"] else ""} for line in results.feedback(row)]
    context = {
        "attempt": row, "quiz": document, "passed": passed, "reasons": reasons, "items": items,
        "again_url": reverse("quiz", args=[document["code"]]), "home_url": reverse("home"),
    }  # fmt: skip
    return render(request, "assessments/result.html", context)

"""Doors that belong to no room: the language front, health, errors, and the shut doors of wagtail-localize."""

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms import frozen
from cms.context import site


@require_safe
def to_language(request):
    """`/` leads to the reader's language: her cookie, then her browser."""
    return redirect(f"/{get_language()}/")


@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request):
    """The database answers and issued rows are guarded; otherwise no traffic should come here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    gone = frozen.missing()
    return JsonResponse({"ready": not gone, "missing_triggers": gone}, status=503 if gone else 200)


@require_safe
def privacy(request):
    """What is stored and who sees it."""
    return render(request, "privacy.html")


@require_safe
def offline(request):
    """What a phone shows for a page it has not kept, when there is no line."""
    return render(request, "offline.html")


@require_safe
def worker(request):
    """The service worker stands at the root, so that it may serve the whole site; browsers ask for it anew each day."""
    source = settings.BASE_DIR / "cms" / "static" / "dhairya" / "worker.js"
    return HttpResponse(source.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def localize_closed(request):
    """Every door of wagtail-localize: it would publish unreviewed words. The Language desk is the way (docs/adr/0005)."""
    return render(request, "locales/closed.html", status=403)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """No database, no session: the page must come whatever is broken."""
    return render(None, "500.html", {**site(request), "languages": ()}, status=500)

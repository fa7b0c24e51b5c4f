"""Small middlewares: content security policy, second factor for staff, who is acting, and refusals made readable."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from cms.acting import acting_as
from cms.errors import Refused

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
# Wagtail's own screens still carry inline scripts and styles; nothing a learner sees is served under this policy.
ADMIN = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


class ContentSecurityPolicy:
    """Strict everywhere, looser under /admin/ only; and no page with a session is ever cached by anyone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", ADMIN if request.path.startswith("/admin/") else STRICT)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if "Cookie" in response.get("Vary", ""):
            response.setdefault("Cache-Control", "private, no-store")
        return response


class SmallPages(GZipMiddleware):
    """Pages travel compressed, with Django's random padding against guessing secrets by length. What machines read
    (tablets, JSON) brings its own encoding and its exact ETag, and static files are compressed once, at collectstatic."""

    def process_response(self, request, response):
        is_page = response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class StaffSecondFactor:
    """Outside demo mode nobody enters /admin/ without a second factor; they are led to set one up (OWASP ASVS 5.0, 6.3.3)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/admin/") and request.user.is_authenticated and self._lacks_factor(request.user):
            return redirect("mfa_index")
        return self.get_response(request)

    def _lacks_factor(self, user) -> bool:
        from allauth.mfa.utils import is_mfa_enabled

        from cms.models import Installation

        return not Installation.is_demo() and not is_mfa_enabled(user)


class ActingUser:
    """Services know who acts without being handed a request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting_as(request.user):
            return self.get_response(request)


class RefusedAnswers:
    """A `Refused` from any admin door becomes messages and a way back; nothing was written. JSON callers get problem+json."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            reasons = [{"code": r.code, "message": str(r.message), "link": r.link} for r in exception.reasons]
            return JsonResponse({"type": "refused", "status": 422, "reasons": reasons}, status=422)
        for reason in exception.reasons:
            messages.error(request, str(reason.message))
        return HttpResponseRedirect(self._way_back(request))

    def _way_back(self, request) -> str:
        referer = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}, require_https=settings.HTTPS)
        return referer if safe else "/admin/" if request.path.startswith("/admin/") else "/"

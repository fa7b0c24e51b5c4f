"""What every template may use, without a query."""

from django.conf import settings

from cms import languages


def site(request):
    """Native language names and the helplines shown on every page."""
    return {"languages": languages.NATIVE.items(), "site_url": settings.SITE_URL, "helplines": ("112", "1098")}

"""Doors of the tablet that are outside the versioned API."""

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cms.tablet import keys
from cms.tablet.api import reply
from cms.tablet.contract import LIMITS, MIN_APP, VERSION
from cms.tablet.problems import Problem, answer


@require_safe
def well_known(request):
    """What an app must know before it pairs. Cached for an hour."""
    found = {
        "versions": {VERSION: f"/api/tablet/{VERSION}/"}, "min_app": MIN_APP, "limits": LIMITS,
        "roots": [keys.key_id(key) for key in keys.signing_keys()],
    }  # fmt: skip
    return reply(found, headers={"Cache-Control": "public, max-age=3600"})


@csrf_exempt
def unknown_address(request):
    return answer(Problem("address-unknown"))

"""The tablet's addresses. An unknown one under the API is a problem in JSON, not a page."""

from functools import wraps

from django.urls import path, re_path

from cms.tablet.api import api
from cms.tablet.problems import Problem, answer
from cms.tablet.views import unknown_address, well_known


def lean(view):
    """Short security headers, for those of pages would cost a tablet more bytes than the answer; and a problem for a wrong method."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            response = answer(Problem("method-not-allowed", headers={"Allow": response.headers["Allow"]}))
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
        response.headers.setdefault("Permissions-Policy", "camera=()")
        response.xframe_options_exempt = True
        return response

    return wrapped


doors = api.urls
for door in doors[0]:
    door.callback = lean(door.callback)

urlpatterns = [
    path(".well-known/tablet-api", lean(well_known), name="tablet-well-known"),
    path("api/tablet/v1/", doors),
    re_path(r"^api/tablet/.*$", lean(unknown_address), name="tablet-unknown"),
]

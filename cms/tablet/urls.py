"""The tablet's addresses. An unknown one under the API is a problem in JSON, not a page."""

from django.urls import path, re_path

from cms.tablet.api import api
from cms.tablet.views import unknown_address, well_known

urlpatterns = [
    path(".well-known/tablet-api", well_known, name="tablet-well-known"),
    path("api/tablet/v1/", api.urls),
    re_path(r"^api/tablet/.*$", unknown_address, name="tablet-unknown"),
]

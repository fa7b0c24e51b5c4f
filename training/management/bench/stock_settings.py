"""The site with stock Wagtail API v2 mounted: for comparison in the bench only."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "wagtail.api.v2", "rest_framework"]
ROOT_URLCONF = "training.management.bench.stock_urls"
WAGTAILAPI_LIMIT_MAX = 100

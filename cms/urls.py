"""Assembly of all doors. Rooms are named by string; what is not listed here is not mounted."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail.admin import urls as admin_urls

from cms import views

# Wagtail's own log-in and reset forms know no second factor and no limiter: both lead to the one log-in (docs/adr/0009).
shadowed = [
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    re_path(r"^admin/password_reset/.*$", RedirectView.as_view(pattern_name="account_login")),
    re_path(r"^admin/localize/.*$", views.localize_closed),
    re_path(r"^admin/(failwhale|test404)/$", views.not_found),  # Wagtail's own trial pages
]

urlpatterns = [
    path("", views.to_language, name="front"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("worker.js", views.worker, name="worker"),
    path("language/", set_language, name="set_language"),
    *shadowed,
    path("admin/", include(admin_urls)),
    path("", include("cms.tablet.urls")),
    path("", include("training.urls.plain")),
    path("", include("assessments.urls.plain")),
    path("", include("curriculum.urls.plain")),
    *i18n_patterns(
        path("account/", include("cms.account_urls")),
        path("privacy/", views.privacy, name="privacy"),
        path("offline/", views.offline, name="offline"),
        path("", include("training.urls.localized")),
        path("", include("assessments.urls.localized")),
        path("", include("curriculum.urls.localized")),
    ),
]

handler400 = "cms.views.bad_request"
handler403 = "cms.views.forbidden"
handler404 = "cms.views.not_found"
handler500 = "cms.views.server_error"

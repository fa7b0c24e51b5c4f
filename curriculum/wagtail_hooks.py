"""Where the admin meets the gate: kind refusals before Wagtail's own actions, and the clinician's queue."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from cms.models import Role
from cms.permissions import has_role
from cms.publishing import GatedPublish
from curriculum.services.reasons import edit_link
from curriculum.viewsets import CurriculumGroup

register_snippet(CurriculumGroup)


@hooks.register("before_publish_page")
@hooks.register("before_publish")
def say_what_is_missing(request, obj):
    """The edit view has saved the draft; the gate would refuse it, so say why and stay, instead of failing."""
    if not isinstance(obj, GatedPublish):
        return None
    reasons = obj.refusals()
    if not reasons:
        return None
    show(request, reasons)
    messages.warning(request, _("Your draft is saved. Nothing was published."))
    return redirect(edit_link(obj))


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def say_what_will_be_missing(request, page):
    """Who submits for sign-off hears at once what would stop the publication, not after the clinician has read it."""
    if not isinstance(page, GatedPublish) or "action-submit" not in request.POST:
        return
    reasons = [r for r in page.get_latest_revision_as_object().refusals() if r.code != "sign-off-missing"]
    if reasons:
        show(request, reasons)
        messages.warning(request, _("It was submitted, but cannot be published before this is mended."))


@hooks.register("before_bulk_action")
def say_what_is_missing_in_bulk(request, action_type, objects, action):
    """All or none: a bulk publish with one refused document publishes nothing."""
    if action_type != "publish":
        return None
    found = [(obj, latest(obj).refusals()) for obj in objects if isinstance(getattr(obj, "specific", obj), GatedPublish)]
    found = [(obj, reasons) for obj, reasons in found if reasons]
    for obj, reasons in found:
        messages.error(request, _("“%(title)s” was not published:") % {"title": obj})
        show(request, reasons)
    return redirect(request.GET.get("next") or reverse("wagtailadmin_home")) if found else None


def latest(obj):
    return getattr(obj, "specific", obj).get_latest_revision_as_object()


def show(request, reasons) -> None:
    """One message per reason, each leading to the field to mend."""
    for reason in reasons:
        if reason.link:
            messages.error(request, format_html('{} <a href="{}">{}</a>', reason.message, reason.link, _("Go there")))
        else:
            messages.error(request, reason.message)


@hooks.register("register_admin_urls")
def review_urls():
    return [path("review/", include("curriculum.urls.review"))]


class ReviewMenuItem(MenuItem):
    def is_shown(self, request):
        return has_role(request.user, Role.CLINICIAN)


@hooks.register("register_admin_menu_item")
def review_menu():
    return ReviewMenuItem(gettext_lazy("Sign-off"), reverse("review"), name="sign-off", icon_name="check", order=120)

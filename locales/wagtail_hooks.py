"""Where the Language desk meets the admin, and where the doors of wagtail-localize are shut (docs/adr/0005)."""

import wagtail_localize.locales.wagtail_hooks
import wagtail_localize.wagtail_hooks  # noqa: F401
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.languages import SOURCE, TARGETS
from locales import permissions
from locales.models import DocumentPart


def shut(package: str) -> None:
    """Take every hook of `package` out of the admin: its URLs, buttons, menu items and its grip on the edit views."""
    for name, registered in hooks._hooks.items():
        hooks._hooks[name] = [(fn, order) for fn, order in registered if not fn.__module__.startswith(package)]


shut("wagtail_localize")


@hooks.register("register_admin_urls")
def desk_urls():
    return [path("desk/", include("locales.urls"))]


class DeskMenuItem(MenuItem):
    """Shown to those who work in a language."""

    def is_shown(self, request):
        return bool(permissions.desk_languages(request.user))


@hooks.register("register_admin_menu_item")
def desk_menu():
    return DeskMenuItem(gettext_lazy("Language desk"), reverse("locales:desk"), name="language-desk", icon_name="globe", order=110)


@hooks.register("before_edit_page", order=-10)
@hooks.register("before_edit_snippet", order=-10)
def edit_at_the_desk(request, obj):
    """A translation is never edited as a page or snippet: its words live at the desk."""
    code = obj.locale.language_code if hasattr(obj, "locale") else SOURCE
    if code not in TARGETS:
        return None
    part = DocumentPart.objects.filter(owner=obj.translation_key).first()
    if part is None:
        return None
    if code in permissions.desk_languages(request.user):
        return redirect("locales:document", part.document_kind, part.document, code)
    messages.warning(request, _("Translations are edited at the Language desk, by people who work in that language."))
    return redirect("wagtailadmin_home")


@hooks.register("before_create_page", order=-10)
def write_in_the_source_language(request, parent, model):
    """Documents begin in English: a page made below a translation would have no source."""
    if parent.locale.language_code in TARGETS:
        messages.warning(request, _("New pages are written in English first; the Language desk takes them to other languages."))
        return redirect("wagtailadmin_explore", parent.pk)
    return None


@hooks.register("before_create_snippet", order=-10)
def write_snippets_in_the_source_language(request, model):
    """The same for items, quizzes, contacts and competencies."""
    if request.GET.get("locale") in TARGETS:
        messages.warning(request, _("This is written in English first; the Language desk takes it to other languages."))
        return redirect("wagtailadmin_home")
    return None

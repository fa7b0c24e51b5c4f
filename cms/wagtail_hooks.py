"""Where the ground meets the admin: the page of tablets."""

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.tablet.admin import may_pair, tablets


@hooks.register("register_admin_urls")
def tablet_urls():
    return [path("tablets/", tablets, name="tablets")]


@hooks.register("insert_global_admin_css")
def letters():
    """The admin writes Hindi, Marathi and Bengali with our own fonts, on machines that have none too."""
    return format_html('<link rel="stylesheet" href="{}">', static("dhairya/admin.css"))


class TabletsMenuItem(MenuItem):
    """Shown to those who set tablets up."""

    def is_shown(self, request):
        return may_pair(request.user)


@hooks.register("register_admin_menu_item")
def tablets_menu():
    return TabletsMenuItem(_("Tablets"), reverse("tablets"), name="tablets", icon_name="mobile-alt", order=700)

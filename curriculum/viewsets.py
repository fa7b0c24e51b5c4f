"""Snippets of this room in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from curriculum.models import Competency, ReferralContact


class ReferralContactViewSet(SnippetViewSet):
    model = ReferralContact
    icon = "mobile-alt"
    list_display = ["title", "number", "verified_on", "review_by"]


class CompetencyViewSet(SnippetViewSet):
    model = Competency
    icon = "list-ul"
    list_display = ["title", "code"]


class CurriculumGroup(SnippetViewSetGroup):
    """One menu entry for what stands beside the page tree."""

    items = (CompetencyViewSet, ReferralContactViewSet)
    menu_label = _("Curriculum")
    menu_icon = "folder-open-inverse"
    menu_order = 210

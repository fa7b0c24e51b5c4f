"""The item bank and the quizzes in the admin. Rights come from Wagtail's model permissions (cms.roles)."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from assessments.models import Item, Quiz


class ItemViewSet(SnippetViewSet):
    model = Item
    icon = "help"
    list_display = ["code", "stem", "plan", "critical"]
    list_filter = ["plan", "critical", "public_sample"]
    search_fields = ["code", "stem"]
    ordering = ["code"]


class QuizViewSet(SnippetViewSet):
    """Publishing a quiz issues it: the gate in `Model.save()` decides."""

    model = Quiz
    icon = "tick"
    list_display = ["code", "title", "plan", "purpose"]
    list_filter = ["purpose", "plan"]
    search_fields = ["code", "title"]
    ordering = ["code"]


class AssessmentsGroup(SnippetViewSetGroup):
    """One menu entry for the bank and its quizzes."""

    items = (QuizViewSet, ItemViewSet)
    menu_label = _("Assessments")
    menu_icon = "tick"
    menu_order = 220

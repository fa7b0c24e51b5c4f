"""The item bank and the quizzes in the admin. Rights come from Wagtail's model permissions (cms.roles)."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from assessments.models import Item, Quiz


class GuardedChooserViewSet(SnippetChooserViewSet):
    """A chooser for those who may write such rows. Wagtail's own opens for everybody in the admin."""

    def get_urlpatterns(self):
        patterns = super().get_urlpatterns()
        for pattern in patterns:
            pattern.callback = self.guarded(pattern.callback)
        return patterns

    def guarded(self, view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            policy = self.model.snippet_viewset.permission_policy
            if not policy.user_has_any_permission(request.user, ["add", "change"]):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked


class ItemViewSet(SnippetViewSet):
    model = Item
    chooser_viewset_class = GuardedChooserViewSet
    icon = "help"
    list_display = ["code", "stem", "plan", "critical"]
    list_filter = ["plan", "critical", "public_sample"]
    search_fields = ["code", "stem"]
    ordering = ["code"]


class QuizViewSet(SnippetViewSet):
    """Publishing a quiz issues it: the gate in `Model.save()` decides."""

    model = Quiz
    chooser_viewset_class = GuardedChooserViewSet
    icon = "circle-check"
    list_display = ["code", "title", "plan", "purpose"]
    list_filter = ["purpose", "plan"]
    search_fields = ["code", "title"]
    ordering = ["code"]


class AssessmentsGroup(SnippetViewSetGroup):
    """One menu entry for the bank and its quizzes."""

    items = (QuizViewSet, ItemViewSet)
    menu_label = _("Assessments")
    menu_icon = "circle-check"
    menu_order = 220

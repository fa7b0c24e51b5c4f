"""Our addresses and stock Wagtail API v2 beside them, as its documentation mounts it."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from cms.urls import urlpatterns as ours
from curriculum.models import LessonPlanPage


class Plans(PagesAPIViewSet):
    """Lesson plans with every field that the tablet's document has and v2 can give."""

    model = LessonPlanPage
    body_fields = [
        *PagesAPIViewSet.body_fields, "summary", "background", "audience", "minutes", "flow", "practice", "card_title", "card_text",
        "objectives", "requirements", "do_not_use_if", "adaptations", "if_then", "red_flags", "self_checks",
    ]  # fmt: skip

    @classmethod
    def get_body_fields_names(cls, model):
        return list(cls.body_fields)

    def get_queryset(self):
        return LessonPlanPage.objects.live().filter(locale__language_code="en").order_by("pk")


router = WagtailAPIRouter("stock")
router.register_endpoint("pages", Plans)
urlpatterns = [path("stock/", router.urls), *ours]

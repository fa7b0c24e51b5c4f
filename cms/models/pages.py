"""The root of the tree and the one row that says whether this installation is a demonstration."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class HomePage(Page):
    """The top of the tree in one language. Learners never read it: they read renderings (docs/adr/0003)."""

    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["curriculum.ModulePage"]

    class Meta:
        verbose_name = _("home page")

    def get_url_parts(self, request=None):
        return None


class Installation(models.Model):
    """One row: demonstration or live, since when. Absent means live, so a forgotten row is the safe one."""

    DEMO, LIVE = "demo", "live"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mode = models.CharField(max_length=4, choices=[(DEMO, _("demonstration")), (LIVE, _("live"))])
    since = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one_row"),
            models.CheckConstraint(condition=models.Q(mode__in=["demo", "live"]), name="installation_is_demo_or_live"),
        ]

    def __str__(self):
        return self.mode

    @classmethod
    def is_demo(cls) -> bool:
        """True while demonstration sign-offs count. Asked by gates, never by content requests."""
        return cls.objects.filter(mode=cls.DEMO).exists()

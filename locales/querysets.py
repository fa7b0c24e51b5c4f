"""Segments in the words of the Language desk."""

from django.db import models
from django.db.models import Count, Q

from locales.rules import DONE


class SegmentQuerySet(models.QuerySet):
    def of(self, owners, language: str):
        """Passages of the given rows (translation keys) that stand in the source text today."""
        return self.filter(owner__in=owners, language=language, in_source=True)

    def done(self):
        """Reviewed or approved for the source text as it is."""
        return self.filter(state__in=DONE)

    def waiting(self):
        """Everything somebody has to work on."""
        return self.exclude(state__in=DONE)

    def counts(self):
        """Per row and language: how many passages there are in each state, and how many safety passages wait."""
        states = {state: Count("pk", filter=Q(state=state)) for state in ("missing", "draft", "reviewed", "approved", "stale")}
        waiting_safety = Count("pk", filter=Q(is_safety=True) & ~Q(state__in=DONE))
        return self.filter(in_source=True).order_by().values("owner", "language").annotate(**states, safety=waiting_safety)

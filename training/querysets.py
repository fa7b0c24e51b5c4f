"""Reads, as chainable domain words."""

from django.db import models


class CycleQuerySet(models.QuerySet):
    """Passes through a course."""

    def of(self, user):
        """Her own cycles in cohorts she has not left."""
        return self.filter(enrolment__counselor=user.pseudonym, enrolment__state="active")

    def open(self):
        """Not yet certified, the latest first."""
        return self.filter(certificate=None).order_by("-started_at")

    def with_rule(self):
        return self.select_related("rule__edition", "enrolment")


class CertificateQuerySet(models.QuerySet):
    """Certificates."""

    def of(self, user):
        return self.filter(counselor=user.pseudonym) if user.is_authenticated else self.none()

    def coded(self, code: str):
        """By its code as stored."""
        return self.filter(code=code)

    def with_history(self):
        return self.select_related("rule__edition", "cycle").prefetch_related("events")

    def newest_first(self):
        return self.order_by("-issued_at")

"""Reads, as chainable domain words."""

from uuid import UUID

from django.db import models

from curriculum.models import Edition, InForce, Rendering
from curriculum.rules import SAFETY


class AttemptQuerySet(models.QuerySet):
    """Attempts."""

    def of(self, user):
        """Her own; nobody reads another person's attempt."""
        return self.filter(counselor=user.pseudonym) if user.is_authenticated else self.none()

    def scored(self):
        return self.filter(submitted_at__isnull=False)

    def on(self, occasion):
        return self.filter(occasion=occasion)

    def cited(self):
        """With the rendering that the attempt cites, but none of its bytes."""
        return self.select_related("rendering__edition")


def quiz_in_force(code: str, language: str) -> InForce | None:
    """The readable quiz of this code in a language, or None."""
    return InForce.objects.on("stable").readable().named("quiz", code).filter(language=language).with_bytes().first()


def titles_in_force(kind: str, documents, language: str) -> dict[str, str]:
    """Titles of documents in a language by their id; what has none there is left out."""
    rows = InForce.objects.on("stable").readable().filter(document_kind=kind, document__in=list(documents), language=language)
    return {str(row.document): row.rendering.blob.json()["title"] for row in rows.with_bytes()}


def replaced_for_safety(renderings: list[Rendering]) -> set[UUID]:
    """The ids of those renderings after whose edition a safety change was issued."""
    documents = {r.edition.document for r in renderings}
    changes = Edition.objects.filter(document__in=documents, change_class=SAFETY).values_list("document", "number")
    latest: dict = {}
    for document, number in changes:
        latest[document] = max(number, latest.get(document, 0))
    return {r.pk for r in renderings if latest.get(r.edition.document, 0) > r.edition.number}

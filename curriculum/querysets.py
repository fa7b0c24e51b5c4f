"""Reads, as chainable domain words. A content request uses one of these and nothing else."""

from django.db import models

STABLE = "stable"


class InForceQuerySet(models.QuerySet):
    """What is in force now."""

    def on(self, channel: str = STABLE):
        return self.filter(channel=channel)

    def readable(self):
        """Only documents that may be read: current or behind."""
        return self.filter(rendering__isnull=False)

    def named(self, kind: str, code: str):
        """One document by its human code, in every language. Codes are matched without regard to case."""
        return self.filter(document_kind=kind, code__iexact=code)

    def of(self, document):
        """One document by its id, in every language."""
        return self.filter(document=document)

    def with_bytes(self):
        """Fetch the rendering, its edition and its bytes in the same query; never the compressed forms or the key."""
        return self.select_related("rendering__blob", "rendering__edition", "card_blob").defer(
            "rendering__blob__br", "rendering__blob__gzip", "card_blob__br", "card_blob__gzip"
        )


class RenderingQuerySet(models.QuerySet):
    """Renderings as evidence."""

    def with_bytes(self):
        return self.select_related("blob", "edition").defer("blob__br", "blob__gzip")

    def with_key(self):
        """For scoring on the server only."""
        return self.select_related("blob", "key_blob", "edition").defer("blob__br", "blob__gzip", "key_blob__br", "key_blob__gzip")


class SignOffQuerySet(models.QuerySet):
    """Sign-offs of one exact wording."""

    def of_wording(self, document, language: str, safety_sha: str):
        return self.filter(document=document, language=language, safety_sha=safety_sha)

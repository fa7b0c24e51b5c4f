"""Words as they are kept: Unicode NFC and plain newlines, whatever keyboard or browser they came from.

A browser sends CRLF; without this, opening and saving a text unchanged would ask a clinician and three translators again.
ZWJ and ZWNJ stay: they are letters' business in Indic scripts.
"""

import unicodedata

from django.db import models
from wagtail.fields import StreamField


def tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy_block(value) -> None:
    """Tidy the texts of a block value in place, however deep."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in list(pairs):
        if isinstance(part, str):
            value[key] = tidy(part)
        else:
            tidy_block(part)


class TidyWords(models.Model):
    """Base of everything whose words people write in the admin."""

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(field, StreamField):
                for child in value or ():
                    tidy_block(child.value)
            elif isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
                setattr(self, field.attname, tidy(value))

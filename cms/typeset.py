"""The one door to typst: data in, PDF out.

Data travels as JSON, so nothing in it is ever read as markup. Fonts come from installed packages, never from the system;
the same data and timestamp give the same bytes. PDF/UA-1 is checked while compiling. A letter that no font has must not keep
anyone from her certificate: the document is then set without the standard, and the log says so.
"""

import logging
import re
import threading
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path

import orjson
import segno
import typst
from django.conf import settings

from cms import fonts

log = logging.getLogger(__name__)

STANDARD = "ua-1"
_mine = threading.local()


def pdf(template: str, data: dict, language: str, *, timestamp: datetime | int) -> bytes:
    """The document `templates/typst/<template>.typ` as PDF. Labels are in `language`; see LABELS for the words each template needs."""
    missing = LABELS[template] - data["labels"].keys()
    if missing:
        raise KeyError(f"{template} needs labels: {', '.join(sorted(missing))}")
    inputs = {"data": orjson.dumps({"qr_svg": "", **data, "language": language}).decode()}
    when = timestamp if isinstance(timestamp, int) else int(timestamp.timestamp())
    try:
        return _compile(template, inputs, when, [STANDARD])
    except typst.TypstError as error:
        log.warning("%s in %s set without PDF/UA-1: %s", template, language, _reason(error))
    return _compile(template, inputs, when, [])

"""The demonstration as `make run` makes it: real content in four languages, honest about what it is, and loaded once."""

import json
import urllib.request

import pytest

from cms.languages import ALL, TARGETS

COUNTS = """
import json
from django.db.models import Sum
from wagtail.models import Revision
from curriculum.models import Edition, Release, Rendering, SignOff
from locales.models import Segment
from training.models import Enrolment
print(json.dumps([m.objects.count() for m in (Edition, Release, Rendering, SignOff, Revision, Enrolment)]
      + [Segment.objects.aggregate(n=Sum("version"))["n"]]))
"""
OFFERED = """
import json
from curriculum.models import InForce
rows = InForce.objects.on("stable").filter(rendering__isnull=False)
print(json.dumps(sorted([r.document_kind, r.code, r.language, r.state, r.rendering.approval] for r in rows.select_related("rendering"))))
"""
SAME = """
import json
from curriculum.models import InForce
IDS = {"id", "kind", "part", "code", "schema", "language", "number", "urgency", "competency", "blob", "type", "issued_on", "document"}
def texts(value, path=()):
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in IDS | {"edition", "approval", "evidence", "module", "prerequisites", "audience", "group"}:
                yield from texts(part, (*path, key))
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield from texts(part, (*path, n))
    elif isinstance(value, str) and " " in value:
        yield path, value
rows = {(r.document_kind, r.code, r.language): r.rendering for r in InForce.objects.on("stable").readable().with_bytes()}
same = []
for (kind, code, language), rendering in rows.items():
    if language != "en":
        english = dict(texts(rows[kind, code, "en"].blob.json()))
        same += [[code, language, text] for path, text in texts(rendering.blob.json()) if english.get(path) == text]
print(json.dumps(same))
"""
CONTACTS = """
import json
from curriculum.models import InForce
rows = InForce.objects.on("stable").filter(document_kind="plan").readable().with_bytes()
print(json.dumps(sorted({(c["number"], bool(c["note"])) for r in rows for c in r.rendering.blob.json()["card"]["contacts"]})))
"""


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


@pytest.mark.slow
def test_loading_the_starter_content_again_changes_nothing(own_site):
    before = own_site.run(COUNTS)
    own_site.manage("seed_demo")
    assert own_site.run(COUNTS) == before


def test_six_plans_are_offered_in_english_and_two_in_every_language(site):
    rows = json.loads(site.run(OFFERED))
    for kind, suffix in (("plan", ""), ("unit", "-U"), ("quiz", "-Q")):
        by_language = {c: {r[1] for r in rows if r[0] == kind and r[2] == c} for c in ALL}
        assert by_language["en"] == {f"{code}{suffix}" for code in ("TIC3", "ER1", "ER3", "PS1", "HP4", "TIC6")}
        assert all(by_language[c] == {f"ER3{suffix}", f"TIC6{suffix}"} for c in TARGETS)
    assert all(r[3] == "current" and r[4] == "demonstration" for r in rows)


@pytest.mark.parametrize(
    ("language", "notice"),
    [("en", "Starter content, not yet clinically approved"), *((code, None) for code in TARGETS)],
)
def test_every_page_of_it_says_that_no_clinician_approved_it(site, language, notice):
    from django.utils.translation import gettext, override

    with override(language):
        notice = notice or gettext("Starter content, not yet clinically approved")
    assert language == "en" or notice != "Starter content, not yet clinically approved"
    for path in ("plans/ER3/", "plans/TIC6/", "study/ER3-U/", "study/TIC6-U/"):
        assert notice in read(f"{site.url}/{language}/{path}").decode(), path


def test_no_sentence_of_a_translation_is_the_english_one(site):
    assert json.loads(site.run(SAME)) == []


def test_only_112_and_1098_are_shipped_and_nobody_claims_to_have_checked_them(site):
    assert json.loads(site.run(CONTACTS)) == [["1098", True], ["112", True]]

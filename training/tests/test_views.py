"""The first page, studying, certificates and checking them, door by door."""

import json

import pytest
from django.http import HttpResponse

import assessments.views
import cms.views
from assessments.tests.factories import issued, person
from training import views
from training.models import Certificate, StudyRecord
from training.services import mark_certificate
from training.tests.factories import certified, course_document, sit, study, unit_document, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """What the templates receive, so that these tests do not depend on their words."""
    seen = []

    def render(request, template, context=None, status=200):
        seen.append((template, context))
        return HttpResponse(repr(context), status=status)

    for module in (views, cms.views, assessments.views):
        monkeypatch.setattr(module, "render", render)
    return seen


@pytest.fixture
def here():
    return world()


@pytest.fixture
def logged_in(client, here):
    client.force_login(here.counselor)
    return client


def home(client, shown, language="en"):
    client.get(f"/{language}/")
    template, page = shown[-1]
    assert template == "training/home.html"
    return page


def test_a_stranger_is_shown_the_way_in(client, shown):
    page = home(client, shown)
    assert page["next"] is None and page["plans_url"] == "/en/plans/"


def test_the_first_page_names_one_next_thing_from_study_to_certificate(logged_in, here, shown, django_assert_max_num_queries):
    page = home(logged_in, shown)
    assert (page["next"]["kind"], page["next"]["title"], page["next"]["url"]) == ("study", "Unit ER3", "/en/study/ER3-U/")
    assert [(s["done"], s["current"]) for s in page["steps"]] == [(False, True), (False, False)]
    study(here)
    with django_assert_max_num_queries(15):
        page = home(logged_in, shown)
    assert (page["next"]["kind"], page["next"]["url"]) == ("quiz", "/en/quiz/ER3-Q/")
    assert [(s["done"], s["current"]) for s in page["steps"]] == [(True, False), (False, True)]
    sit(here)
    page = home(logged_in, shown)
    code = Certificate.objects.get().code
    assert (page["next"]["kind"], page["next"]["url"]) == ("certificate", f"/en/certificates/{code}/")
    assert [c.code for c in page["certificates"]] == [code] and page["course"]["title"] == "First steps"


def test_when_all_is_done_but_may_not_count_the_first_page_says_why(logged_in, here, shown):
    from cms.models import Installation

    Installation.objects.all().delete()  # live
    study(here)
    sit(here)
    page = home(logged_in, shown)
    assert page["next"]["kind"] == "wait" and "not yet clinically approved" in page["next"]["text"]


def test_those_without_a_course_are_told_what_happens_next(client, shown):
    for name, role, url in (
        ("author", "author", "/admin/"),
        ("counselor-mr", "counselor", "/en/plans/"),
        ("rater-1", "rater", "/en/plans/"),
    ):
        client.force_login(person(name, role))
        page = home(client, shown)
        assert page["next"]["kind"] == "wait" and page["next"]["url"] == url


def test_the_course_is_shown_in_the_readers_language_from_the_same_edition(logged_in, here, shown):
    document = {**course_document(here.course), "title": "पहले कदम"}
    issued("course", "FIRST", document, language="hi", edition=here.rule.edition)
    assert home(logged_in, shown, "hi")["course"]["title"] == "पहले कदम"
    assert home(logged_in, shown, "mr")["course"]["title"] == "First steps"


def test_saying_studied_twice_records_once_and_leads_home(logged_in, here):
    for _ in range(2):
        assert logged_in.post("/en/study/ER3-U/done/", {"rendering": str(here.unit.pk)}).url == "/en/"
    assert StudyRecord.objects.get().rendering == here.unit


def test_studied_asks_for_a_log_in_a_known_rendering_and_an_enrolment(client, here, shown):
    assert client.post("/en/study/ER3-U/done/", {"rendering": str(here.unit.pk)}).url.startswith("/en/account/login/")
    client.force_login(person("counselor-mr", "counselor"))
    assert client.post("/en/study/ER3-U/done/", {"rendering": "x"}).status_code == 404
    assert client.post("/en/study/ER3-U/done/", {"rendering": str(here.unit.pk)}).status_code == 422
    assert shown[-1][0] == "error.html"
    assert client.get("/en/study/ER3-U/done/").status_code == 405
    assert not StudyRecord.objects.exists()


def test_finishing_with_study_issues_the_certificate(logged_in, here):
    sit(here)
    logged_in.post("/en/study/ER3-U/done/", {"rendering": str(here.unit.pk)})
    assert Certificate.objects.count() == 1


def test_her_certificate_shows_its_evidence_also_after_the_text_has_changed(logged_in, here, shown):
    found = certified(here)
    issued("unit", "ER3-U", unit_document(mark=" anew"), number=2)
    logged_in.get(f"/en/certificates/{found.code}/")
    template, page = shown[-1]
    assert template == "training/certificate.html"
    assert [line["sha"] for line in page["evidence"]] == [here.unit.blob_id, here.quiz.blob_id]
    assert page["evidence"][0]["url"] == f"/en/editions/{here.unit.blob_id}/"
    assert page["verify_url"].endswith(f"/verify/{found.code}/") and page["pdf_url"] == f"/en/certificates/{found.code}.pdf"
    assert "Provisional" in page["level_text"] and "not yet trialled" in " ".join(page["reasons"])


def test_another_persons_certificate_does_not_exist(client, here):
    found = certified(here)
    client.force_login(person("counselor-mr", "counselor"))
    assert client.get(f"/en/certificates/{found.code}/").status_code == 404
    assert client.get(f"/en/certificates/{found.code}.pdf").status_code == 404
    client.logout()
    assert client.get(f"/en/certificates/{found.code}/").status_code == 302


@pytest.mark.parametrize("language", ["en", "hi", "mr", "bn"])
def test_the_printed_certificate_is_a_pdf_and_the_same_every_time(logged_in, here, language):
    from training import reports

    found = certified(here)
    found.language = language
    data = reports.certificate_print(found)
    assert data["modules"][0]["code"] == "ER3" and data["level_line"] and data["notice"]
    pdf = views.pdf("certificate", data, language, timestamp=found.issued_at)
    assert pdf.startswith(b"%PDF") and pdf == views.pdf("certificate", data, language, timestamp=found.issued_at)
    answer = logged_in.get(f"/en/certificates/{found.code}.pdf")
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]


def test_anyone_can_check_a_certificate_and_learns_nothing_of_its_holder(client, here, shown):
    found = certified(here)
    answer = client.get(f"/verify/{found.code.lower().replace('-', '')}/")
    template, page = shown[-1]
    assert answer.status_code == 200 and template == "training/verify.html"
    assert (page["found"], page["state"], page["level"], page["course_title"]) == (True, "valid", "provisional", "First steps")
    assert "Provisional" in page["level_text"] and "not yet clinically approved" in page["notice"]
    told = client.get(f"/verify/{found.code}.json")
    body = told.content.decode()
    assert json.loads(body)["valid_until"] == found.valid_until.isoformat()
    for secret in (here.counselor.username, str(here.counselor.pseudonym), here.home.code, here.cohort.name, str(found.pk)):
        assert secret not in body and secret not in answer.content.decode()


def test_checking_follows_what_happened_to_the_certificate(client, here):
    found = certified(here)
    mark_certificate(certificate=found, kind="suspended", reason="asked-by-home", by=here.trainer)
    answer = client.get(f"/verify/{found.code}.json").json()
    assert answer["state"] == "suspended" and "asked-by-home" not in str(answer)


def test_an_unknown_code_says_unknown_and_nothing_else(client, shown):
    answer = client.get("/verify/0000-0000-0000.json")
    assert (answer.status_code, answer.json()) == (404, {"found": False, "state": "unknown", "code": "0000-0000-0000"})
    assert client.get("/verify/%3Cscript%3E/").status_code == 404
    assert "<" not in shown[-1][1]["code"]
    assert client.get("/verify/---/").status_code == 404


def test_the_result_says_that_the_pass_mark_is_not_yet_trialled(logged_in, here, shown):
    done = sit(here, wrong={1, 3, 5})
    logged_in.get(f"/en/attempt/{done.pk}/result/")
    page = shown[-1][1]
    assert page["passed"] is False
    assert "1 of 4 right; at least 50 per cent" in page["reasons"][0] and "not yet been trialled" in page["reasons"][1]

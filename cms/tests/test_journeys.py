"""The main job end to end in a real browser: a sentence from its author to a counselor's phone, and a counselor to her certificate."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from cms.tests.browser import axe, login, scrolls_sideways, shot
from conftest import ROOT

OLD, NEW = "It often becomes easier to bear.", "It often becomes lighter."
NEW_HINDI = "अक्सर वह थोड़ी हल्की हो जाती है।"

FIND = """
from curriculum.models import LessonPlanPage
page = LessonPlanPage.objects.get(code="ER3", locale__language_code="en")
step = next(b for b in page.flow if b.block_type == "say" and "It often becomes easier to bear." in b.value["text"])
print(page.pk, page.translation_key, step.id)
"""
RIGHT = """
import json
from curriculum.models import InForce
keys = InForce.objects.filter(document_kind="quiz", language="hi", rendering__isnull=False).select_related("rendering__key_blob")
print(json.dumps({i["id"]: i["right"][0] for row in keys for i in row.rendering.key_blob.json()["items"]}))
"""


def clean(page) -> None:
    """Nothing went wrong unseen, and nothing is wider than the screen."""
    assert page.problems == []
    assert not scrolls_sideways(page)


def take_quiz(page, right: dict, wrong: int = 0, name: str = "") -> None:
    """Answer every question of the quiz that is open, `wrong` of them not yet right, and hand in."""
    with page.expect_navigation():
        page.click("main form button")
    number = 0
    while page.locator("form.answer").count():
        if number == 0 and name:
            shot(page, name)
        item = page.input_value("input[name=item]")
        value = right[item]
        if number < wrong:
            value = page.evaluate(f"[...document.querySelectorAll('input[name=option]')].map(o => o.value).find(v => v !== '{value}')")
        page.check(f"input[name=option][value='{value}']")
        page.wait_for_timeout(50)
        with page.expect_navigation():
            page.click("form.answer button.button >> nth=0")
        number += 1
        assert number < 60 and page.problems == []
    page.click("form[action$='/submit/'] button")
    page.wait_for_url("**/result/")


def certify(page, right: dict) -> str:
    """From the first page after log-in to the certificate; returns its code."""
    for _ in range(12):
        page.goto("/hi/")
        link = page.locator("section.next a.button").first
        target = link.get_attribute("href")
        if "/certificates/" in target:
            page.goto(target)
            return target.rstrip("/").split("/")[-1]
        page.goto(target)
        if "/study/" in target:
            with page.expect_navigation():
                page.click("form[action$='/done/'] button")
        else:
            take_quiz(page, right)
    raise AssertionError("no certificate after twelve steps")


def test_a_counselor_is_certified_on_her_phone_in_hindi(browser_page, own_site):
    right = json.loads(own_site.run(RIGHT))
    page = browser_page("hi", width=360)
    login(page, "counselor-hi")
    page.goto("/hi/study/ER3-U/")
    shot(page, "journey-study-hi")
    page.click("form[action$='/done/'] button")

    page.goto("/hi/quiz/ER3-Q/")
    shot(page, "journey-quiz-start-hi")
    take_quiz(page, right, wrong=12, name="journey-question-hi")
    shot(page, "journey-not-yet-passed-hi")
    assert axe(page) == []

    code = certify(page, right)
    page.goto(f"/hi/certificates/{code}/")
    shot(page, "journey-certificate-hi")
    assert axe(page) == []
    clean(page)

    answer = page.request.get(f"/hi/certificates/{code}.pdf")
    text = "".join(p.get_textpage().get_text_range() for p in PdfDocument(answer.body()))
    assert code.replace("-", "") in text.replace("-", "").replace(" ", "")

    stranger = browser_page("en", width=360)
    stranger.goto(f"/verify/{code}/")
    shot(stranger, "journey-verify")
    told = stranger.request.get(f"/verify/{code}.json").json()
    assert (told["state"], told["level"]) == ("valid", "provisional")
    clean(stranger)


def test_an_answer_survives_a_lost_line_and_a_reload(browser_page, own_site):
    page = browser_page("hi", width=360)
    login(page, "counselor-hi")
    page.goto("/hi/study/ER3-U/")
    page.click("form[action$='/done/'] button")
    page.goto("/hi/quiz/ER3-Q/")
    with page.expect_navigation():
        page.click("main form button")
    chosen = page.locator("input[name=option]").nth(1).get_attribute("value")
    page.context.set_offline(True)
    page.check(f"input[name=option][value='{chosen}']")
    page.wait_for_timeout(500)
    shot(page, "journey-offline-answer-hi")
    page.context.set_offline(False)
    page.wait_for_timeout(2500)
    page.reload()
    assert page.is_checked(f"input[name=option][value='{chosen}']")


@pytest.fixture
def tablet(own_site, tmp_path):
    """The reference client of docs/tablet-client, paired with home-01, as a function of its arguments."""
    folder = tmp_path / "tablet"
    code = own_site.manage("pair_code", "home-01").split()[-1]

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "docs" / "tablet-client" / "client.py"), "--dir", str(folder), *arguments],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    run("pair", own_site.url, code)
    run("sync", "hi")
    return run


def test_one_sentence_from_its_author_to_the_phone_and_the_tablet(browser_page, own_site, tablet):
    pk, key, step = own_site.run(FIND).split()
    right = json.loads(own_site.run(RIGHT))
    counselor = browser_page("hi", width=360)
    login(counselor, "counselor-hi")
    code = certify(counselor, right)

    author = browser_page("en", width=1200)
    login(author, "author")
    author.goto(f"/admin/pages/{pk}/edit/")
    author.click("a[href='#tab-session_flow']")
    block = author.locator(f"[data-contentpath='{step}'] textarea").first
    block.scroll_into_view_if_needed()
    block.fill(block.input_value().replace(OLD, NEW))
    author.click("a[href='#tab-this_edition']")
    author.fill("[name=change_note]", "Says how to begin, more gently.")
    shot(author, "journey-author-edits")
    author.click("footer [data-w-dropdown-target='toggle'], footer .w-dropdown button >> nth=0")
    with author.expect_navigation():
        author.click("button[name=action-submit]")
    shot(author, "journey-author-submitted")

    clinician = browser_page("en", width=1200)
    login(clinician, "clinician")
    clinician.goto("/admin/review/")
    clinician.click("a:has-text('ER3')")
    expect(clinician.locator(".passage.is-changed")).to_have_count(1)
    expect(clinician.locator(".passage.is-changed ins")).to_contain_text("lighter.")
    shot(clinician, "journey-clinician-reads")
    with clinician.expect_navigation():
        clinician.click("button[name=sign]")

    counselor.goto("/hi/plans/ER3/")
    assert NEW_HINDI not in counselor.inner_text("main")
    shot(counselor, "journey-behind-hi")

    translator = browser_page("en", width=1200)
    login(translator, "translator-hi")
    translator.goto(f"/admin/desk/plan/{key}/hi/?show=open")
    expect(translator.locator("section.desk-line")).to_have_count(1)
    expect(translator.locator("section.desk-line ins")).to_contain_text("lighter.")
    shot(translator, "journey-translator-sees-one")
    words = translator.input_value("section.desk-line textarea").strip()
    translator.fill("section.desk-line textarea", "।".join(words.split("।")[:-2]) + f"। {NEW_HINDI}")
    with translator.expect_navigation():
        translator.click("section.desk-line button:has-text('Save')")

    reviewer = browser_page("en", width=1200)
    login(reviewer, "reviewer-hi")
    reviewer.goto(f"/admin/desk/plan/{key}/hi/?show=draft")
    with reviewer.expect_navigation():
        reviewer.click("section.desk-line button:has-text('Approve')")

    signer = browser_page("en", width=1200)
    login(signer, "clinician-hi")
    signer.goto("/admin/review/")
    signer.click("a:has-text('ER3')")
    shot(signer, "journey-hindi-clinician-reads")
    with signer.expect_navigation():
        signer.click("button[name=sign]")

    reviewer.goto(f"/admin/desk/plan/{key}/hi/")
    with reviewer.expect_navigation():
        reviewer.click("button:has-text('Publish this translation')")
    shot(reviewer, "journey-reviewer-publishes")

    counselor.goto("/hi/plans/ER3/")
    assert NEW_HINDI in counselor.inner_text("main")
    shot(counselor, "journey-new-sentence-hi")

    counselor.goto(f"/hi/certificates/{code}/")
    studied = counselor.locator("a[href*='/editions/']").first.get_attribute("href")
    counselor.goto(studied)
    assert counselor.locator("main").count() == 1

    told = tablet("sync", "hi")
    shot(counselor, "journey-older-edition-hi")
    assert "1" in told
    for page in (counselor, author, clinician, translator, reviewer, signer):
        assert [p for p in page.problems if not p.startswith("console: Failed to load resource")] == []

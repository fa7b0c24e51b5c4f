"""The main job end to end in a real browser: a sentence from its author to a counselor's phone, and a counselor to her certificate."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from cms.tests.browser import axe, login, scrolls_sideways, shot
from conftest import ROOT

OLD, NEW = "Grounding does not replace this help.", "Grounding does not replace such help."
OLD_HINDI, NEW_HINDI = "ग्राउंडिंग इस मदद की जगह नहीं लेती।", "ग्राउंडिंग ऐसी मदद की जगह नहीं लेती।"

FIND = """
from curriculum.models import LearningUnitPage
page = next(p for p in LearningUnitPage.objects.filter(locale__language_code="en") if p.code == "ER3-U")
block = next(b for b in page.blocks if "Grounding does not replace this help." in b.value["text"])
print(page.pk, page.translation_key, block.id)
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


class Tablet:
    """The reference client of docs/tablet-client in a directory of its own."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, *arguments: str) -> None:
        client = str(ROOT / "docs" / "tablet-client" / "client.py")
        subprocess.run([sys.executable, client, "--dir", str(self.folder), *arguments], capture_output=True, timeout=60, check=True)

    def blobs(self) -> dict[str, dict]:
        return {path.name: json.loads(path.read_bytes()) for path in (self.folder / "blobs").iterdir()}

    def fetched(self) -> list[dict]:
        """What one more sync brings: the documents themselves; the manifests that name them do not count."""
        before = set(self.blobs())
        self.run("sync", "hi")
        return [d for name, d in self.blobs().items() if name not in before and d["schema"] not in ("edition/1", "part/1")]


@pytest.fixture
def tablet(own_site, tmp_path):
    """Paired with home-01 and in step in Hindi."""
    made = Tablet(tmp_path / "tablet")
    made.run("pair", own_site.url, own_site.manage("pair_code", "home-01").split()[-1])
    made.run("sync", "hi")
    return made


def submit(author, pk: str, block: str) -> None:
    """The author changes one word of one sentence and sends it to the clinician."""
    author.goto(f"/admin/pages/{pk}/edit/")
    field = author.locator(f"[data-contentpath='{block}'] textarea").first
    field.scroll_into_view_if_needed()
    field.fill(field.input_value().replace(OLD, NEW))
    author.click("a[href='#tab-settings']")
    author.fill("[name=change_note]", "Names the help more widely.")
    shot(author, "journey-author-edits")
    author.click("footer [data-w-dropdown-target='toggle'], footer .w-dropdown button >> nth=0")
    with author.expect_navigation():
        author.click("button[name=action-submit]")


def sign(clinician, word: str, name: str) -> None:
    """A clinician finds exactly one changed passage, with the word marked, and signs."""
    clinician.goto("/admin/review/")
    clinician.click("a:has-text('ER3')")
    expect(clinician.locator(".passage.is-changed")).to_have_count(1)
    expect(clinician.locator(".passage.is-changed ins")).to_contain_text(word)
    shot(clinician, name)
    with clinician.expect_navigation():
        clinician.click("button[name=sign]")


def translate(translator, key: str) -> None:
    """A translator finds exactly that passage, sees the changed word, and writes it anew."""
    translator.goto(f"/admin/desk/unit/{key}/hi/?show=open")
    expect(translator.locator("section.desk-line")).to_have_count(1)
    expect(translator.locator("section.desk-line ins")).to_contain_text("such")
    shot(translator, "journey-translator-sees-one")
    words = translator.input_value("section.desk-line textarea")
    translator.fill("section.desk-line textarea", words.replace(OLD_HINDI, NEW_HINDI))
    with translator.expect_navigation():
        translator.click("section.desk-line button:has-text('Save')")


def press(page, address: str, button: str) -> None:
    page.goto(address)
    with page.expect_navigation():
        page.click(f"button:has-text('{button}')")


def words_of(page, address: str, name: str) -> str:
    page.goto(address)
    shot(page, name)
    return page.inner_text("main")


def test_one_sentence_from_its_author_to_the_phone_and_the_tablet(browser_page, own_site, tablet):
    pk, key, block = own_site.run(FIND).split()
    people = {}
    for name in ("counselor-hi", "author", "clinician", "translator-hi", "reviewer-hi", "clinician-hi"):
        people[name] = browser_page("hi" if name == "counselor-hi" else "en", width=360 if name == "counselor-hi" else 1200)
        login(people[name], name)
    counselor, study, desk = people["counselor-hi"], "/hi/study/ER3-U/", f"/admin/desk/unit/{key}/hi/"
    code = certify(counselor, json.loads(own_site.run(RIGHT)))

    submit(people["author"], pk, block)
    sign(people["clinician"], "such", "journey-clinician-reads")
    assert OLD_HINDI in words_of(counselor, study, "journey-behind-hi")
    assert tablet.fetched() == []  # nothing new to read in Hindi yet

    translate(people["translator-hi"], key)
    press(people["reviewer-hi"], f"{desk}?show=draft", "Approve")
    sign(people["clinician-hi"], "ऐसी", "journey-hindi-clinician-reads")
    press(people["reviewer-hi"], desk, "Publish this translation")
    now = words_of(counselor, study, "journey-new-sentence-hi")
    assert NEW_HINDI in now and OLD_HINDI not in now

    counselor.goto(f"/hi/certificates/{code}/")
    older = counselor.locator("a[href*='/editions/']").first.get_attribute("href")
    then = words_of(counselor, older, "journey-older-edition-hi")
    assert OLD_HINDI in then and NEW_HINDI not in then

    (fetched,) = tablet.fetched()
    assert (fetched["code"], fetched["language"]) == ("ER3-U", "hi") and NEW_HINDI in json.dumps(fetched, ensure_ascii=False)
    assert {name: page.problems for name, page in people.items() if page.problems} == {}

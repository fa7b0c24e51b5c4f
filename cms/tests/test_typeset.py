"""PDFs: right letters in four languages, the same bytes each time, the notice on them, and no name that blocks a certificate."""

import io
import logging
import re
import unicodedata

import pypdfium2
import pytest
import zxingcpp

from cms import languages, typeset, words
from cms.tests.samples import sample

ISSUED = 1_795_392_000
NOTICES = {each: sample(each)["plan"]["plan"]["approval"]["notice"] for each in languages.ALL}


def printed(template: str, language: str, **changes) -> bytes:
    return typeset.pdf(template, {**sample(language)[template], **changes}, language, timestamp=ISSUED)


def read(pdf: bytes) -> str:
    """All text, spaces and invisible joiners aside: extraction may break lines anywhere."""
    pages = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u200c\u200d\ufeff\ufffe\u00ad]+", "", unicodedata.normalize("NFC", text))


def pictures(pdf: bytes) -> list:
    return [page.render(scale=3).to_pil() for page in pypdfium2.PdfDocument(pdf)]


def words_found(document: dict, text: str) -> float:
    """How much of the titles and steps can be found again in the text, 0 to 1."""
    words = [w for step in document["steps"] for w in step["text"].split()]
    return sum(squeezed(w) in text for w in words) / len(words)


@pytest.mark.parametrize("language", languages.ALL)
def test_a_plan_can_be_read_back_from_its_pdf(language):
    plan = sample(language)["plan"]["plan"]
    text = read(printed("plan", language))
    # pdfium loses some reordered letters even where the page is right; three words in four is what the best engine gives.
    assert words_found(plan, text) > (0.95 if language == "en" else 0.7)
    assert plan["card"]["contacts"][0]["number"] in text
    assert plan["code"] in text


@pytest.mark.parametrize("language", languages.ALL)
def test_a_plan_carries_its_notice_on_every_page(language):
    pages = pypdfium2.PdfDocument(printed("plan", language))
    notice = squeezed(NOTICES[language])
    first_word = squeezed(NOTICES[language].split()[0])
    assert len(pages) >= 3
    for page in pages:
        text = squeezed(page.get_textpage().get_text_bounded())
        assert notice in text if language == "en" else first_word in text


def test_a_plan_without_a_notice_shows_none():
    plan = sample("en")["plan"]["plan"]
    plan["approval"]["notice"] = ""
    assert squeezed(NOTICES["en"]) not in read(printed("plan", "en", plan=plan))


@pytest.mark.parametrize("language", languages.ALL)
def test_the_qr_code_of_a_certificate_leads_to_its_verify_page(language):
    (page,) = pictures(printed("certificate", language))
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [sample(language)["certificate"]["verify_url"]]


def test_the_qr_code_of_a_plan_leads_to_its_page():
    first = pictures(printed("plan", "en"))[0]
    assert [code.text for code in zxingcpp.read_barcodes(first)] == [sample("en")["plan"]["url"]]


def test_a_plan_without_an_address_has_no_qr_code():
    first = pictures(printed("plan", "en", url=""))[0]
    assert zxingcpp.read_barcodes(first) == []


@pytest.mark.parametrize("language", languages.ALL)
def test_a_certificate_names_its_holder_course_level_and_code(language):
    data = sample(language)["certificate"]
    text = read(printed("certificate", language))
    assert squeezed(data["code"]) in text
    names = ("name", "course_title", "level_line", "notice") if language == "en" else ()
    assert all(squeezed(data[key]) in text for key in names)


@pytest.mark.parametrize("template", typeset.LABELS)
@pytest.mark.parametrize("language", languages.ALL)
def test_the_same_data_and_time_give_the_same_bytes(template, language):
    once = printed(template, language)
    assert printed(template, language) == once
    assert typeset.pdf(template, sample(language)[template], language, timestamp=ISSUED + 1) != once


@pytest.mark.parametrize("template", typeset.LABELS)
@pytest.mark.parametrize("language", languages.ALL)
def test_every_document_meets_pdf_ua_1(template, language, caplog):
    with caplog.at_level(logging.WARNING, logger="cms.typeset"):
        pdf = printed(template, language)
    assert not caplog.records
    assert b"pdfuaid" in pdf


def test_a_letter_without_a_font_does_not_block_a_certificate(caplog):
    pdf = printed("certificate", "en", name="த counselor-en 🙂")
    assert "withoutPDF/UA-1" in squeezed(caplog.text)
    assert "counselor-en" in read(pdf)


def test_data_is_never_read_as_markup():
    name = '#panic("x") $ * _ \\ {page}'
    assert squeezed(name) in read(printed("certificate", "en", name=name))


def test_labels_come_by_themselves_and_are_complete():
    data = sample("en")["plan"]
    del data["labels"]
    text = read(typeset.pdf("plan", data, "en", timestamp=ISSUED))
    assert squeezed("Do not use this plan if") in text
    used = set()
    for path in (typeset.SOURCES / "plan.typ", typeset.SOURCES / "base.typ"):
        used |= set(re.findall(r'word\("([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert {key for key in used if not key.endswith("_")} <= typeset.LABELS["plan"].keys()


@pytest.mark.parametrize(("state", "shown"), [("behind", True), ("past", True), ("current", False)])
def test_a_plan_says_that_it_is_not_the_newest(state, shown):
    text = read(printed("plan", "en", state=state))
    assert (squeezed(str(typeset.LABELS["plan"].get(state, "older edition"))) in text) == shown


@pytest.mark.parametrize(
    ("day", "language", "text"),
    [("2026-11-23", "en", "23 November 2026"), ("2026-11-23", "bn", "২৩ নভেম্বর ২০২৬"), ("soon", "hi", "soon"), ("", "en", "")],
)
def test_days_are_written_as_people_write_them(day, language, text):
    assert words.written(day, language) == text


def test_a_page_of_a_certificate_is_one_page_however_long_the_name():
    pdf = printed("certificate", "bn", name="কাউন্সেলর-বাংলা, র‍্যাম্প লক্ষ্য স্ত্র " * 3)
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) == 1


@pytest.mark.parametrize(("notice", "permits"), [("", True), ("Demonstration certificate.", False)])
def test_a_demonstration_certificate_permits_nothing(notice, permits):
    assert (squeezed("May deliver these modules") in read(printed("certificate", "en", notice=notice))) is permits

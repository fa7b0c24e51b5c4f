"""The web fonts: light enough, with every letter that the documents use, and nothing built twice."""

import pytest
from fontTools.ttLib import TTFont

from cms import fonts
from cms.languages import NATIVE
from cms.tests.samples import sample

SPELLED = {
    "mukta-deva.woff2": "क्ष ज्ञ र्‍य श्री द्ध ङ्क ड़ फ़ र्क्षि ऱ्ह स्त्री त्र्य ०१२३४५६७८९ ॐ ।॥ ळ ॲ ऑ",
    "hind-siliguri-beng.woff2": "দুর্যোগ ক্ষ স্ত্রী ন্দ্র র‍্যা কো কৌ ৎ ংঃঁ ০১২৩৪৫৬৭৮৯ । ড় ঢ় য়",
    "mukta-latn.woff2": "Aa Zz 0–9 “quoted” don’t … · é",
    "names-deva.woff2": NATIVE["hi"] + NATIVE["mr"],
    "names-beng.woff2": NATIVE["bn"],
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    directory = tmp_path_factory.mktemp("fonts")
    assert fonts.build(directory) == [font.name for font in fonts.WEB_FONTS]
    return directory


def letters(path) -> set[str]:
    return {chr(code) for code in TTFont(path).getBestCmap()}


def test_each_script_goes_to_a_phone_in_at_most_45_kilobytes(built):
    sizes = {path.name: path.stat().st_size for path in built.glob("*.woff2")}
    assert sorted(sizes) == sorted(SPELLED)
    assert max(sizes.values()) <= fonts.MOST_BYTES


@pytest.mark.parametrize("name", SPELLED)
def test_a_web_font_has_the_letters_and_marks_of_its_script(built, name):
    assert set(SPELLED[name]) - {" "} <= letters(built / name) | {" "}


@pytest.mark.parametrize(("language", "name"), [("hi", "mukta-deva.woff2"), ("mr", "mukta-deva.woff2"), ("bn", "hind-siliguri-beng.woff2")])
def test_a_web_font_has_every_indic_letter_of_a_whole_plan(built, language, name):
    used = {c for c in str(sample(language)["plan"]["plan"]) if 0x0900 <= ord(c) <= 0x09FF}
    assert len(used) > 40
    assert used <= letters(built / name)


@pytest.mark.parametrize("glyph", ["NaSaMaYa.dv", "KaSsaYa.dv", "KaSaPaLa.MAR.dv"])
def test_rare_ligatures_go(glyph):
    assert fonts.RARE.fullmatch(glyph)


@pytest.mark.parametrize(
    "glyph", ["KaHalant.dv", "KaSsa.dv", "JaNya.dv", "TaTa.dv", "DaDhaYa.dv", "KaRaHalant.dv", "matraIiRephBindu.dv", "Sha.MAR.dv"]
)
def test_half_letters_old_ligatures_and_signs_stay(glyph):
    assert not fonts.RARE.fullmatch(glyph)


def test_nothing_is_built_a_second_time(built):
    before = {path: path.stat().st_mtime_ns for path in built.iterdir()}
    assert fonts.build(built) == []
    assert before == {path: path.stat().st_mtime_ns for path in built.iterdir()}


def test_a_lost_file_is_built_again_with_the_same_bytes(built):
    path = built / "mukta-latn.woff2"
    bytes_before = path.read_bytes()
    path.unlink()
    assert fonts.build(built)
    assert path.read_bytes() == bytes_before


def test_a_font_too_heavy_for_a_phone_is_refused(monkeypatch):
    monkeypatch.setattr(fonts, "MOST_BYTES", 5_000)
    with pytest.raises(ValueError, match="bytes"):
        fonts.cut(fonts.WEB_FONTS[2])

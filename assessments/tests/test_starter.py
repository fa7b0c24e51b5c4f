"""The starter quizzes as files: whole, with one right answer and a reason for each, and the same shape in every language."""

import pytest

from assessments.services.starter import FOLDER, texts
from cms.starter import read

ENGLISH = sorted(FOLDER.glob("*.en.md"))
TRANSLATED = sorted(set(FOLDER.glob("*.md")) - set(ENGLISH))


@pytest.mark.parametrize("path", ENGLISH, ids=lambda p: p.name)
def test_each_item_has_one_right_answer_and_a_reason_for_every_answer(path):
    items = read(path).section("Items").elements
    assert len(items) >= 8 and any("critical" in item.words for item in items)
    for item in items:
        letters = {name for name in item.fields if "." not in name}
        assert item.text and len(letters) >= 3
        assert item.attributes["right"] in letters
        assert {f"{letter}.why" for letter in letters} == set(item.fields) - letters


@pytest.mark.parametrize("path", ENGLISH, ids=lambda p: p.name)
def test_the_right_answer_is_not_always_the_same_letter_or_the_longest(path):
    items = read(path).section("Items").elements
    right = [item.attributes["right"] for item in items]
    longest = [max((n for n in i.fields if "." not in n), key=lambda n, i=i: len(i.fields[n])) for i in items]
    assert max(map(right.count, set(right))) <= len(items) / 2
    assert sum(a == b for a, b in zip(right, longest, strict=True)) <= len(items) / 2


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda p: p.name)
def test_a_translation_has_exactly_the_passages_of_its_source(path):
    code, language, _ = path.name.split(".")
    source = read(FOLDER / f"{code}.en.md")
    ours, theirs = texts(source, source.front["id"]), texts(read(path), source.front["id"])
    assert set(ours) == set(theirs)
    assert not [place for place, text in theirs.items() if text == ours[place]], "a sentence was left in English"

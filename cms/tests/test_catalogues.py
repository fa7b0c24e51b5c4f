"""Every sentence a person reads is translated; a new or changed one fails here until it is."""

import re

import polib
import pytest

from cms.languages import TARGETS
from cms.management.commands import catalogues


@pytest.fixture(scope="module")
def wanted():
    return catalogues.extract()


@pytest.mark.parametrize("language", TARGETS)
def test_every_sentence_of_the_code_is_translated(wanted, language):
    assert catalogues.drift(language, wanted) == []


def test_a_new_sentence_is_noticed_in_every_language(wanted):
    more = {**wanted, (None, "A sentence nobody has translated."): polib.POEntry(msgid="A sentence nobody has translated.")}
    assert [catalogues.drift(language, more) for language in TARGETS] == [
        [f"{language}: not in the catalogue: 'A sentence nobody has translated.'"] for language in TARGETS
    ]


def test_a_lost_placeholder_is_noticed():
    entry = polib.POEntry(msgid="%(count)d left", msgstr="बाकी")
    assert not catalogues.same_placeholders(entry)


def test_sentences_of_templates_and_of_python_are_found(wanted):
    found = {text for _, text in wanted}
    assert {"Sign and publish", "No clinician has signed this exact safety text yet."} <= found


@pytest.mark.parametrize("language", TARGETS)
def test_no_translation_is_the_english_sentence(language):
    entries = [e for e in polib.pofile(str(catalogues.path_of(language))) if e.msgstr == e.msgid and " " in e.msgid]
    same = [e.msgid for e in entries if re.search("[a-z]", re.sub(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}", "", e.msgid))]
    assert same == []

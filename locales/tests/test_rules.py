"""The checks on a translation, row by row, without a database."""

import pytest

from locales import rules
from locales.rules import after_source_change, changes, clean, findings, numbers, words

KEEP = frozenset({"er3"})


def codes(source, target, language="hi"):
    return {f.code for f in findings(source, target, language, KEEP)}


def blocking(source, target, language="hi"):
    return {f.code for f in rules.blocking(findings(source, target, language, KEEP))}


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Breathe in for 4 counts.", "4 तक गिनते हुए साँस लें।", "hi"),
        ("Breathe in for 4 counts.", "४ तक गिनते हुए साँस लें।", "hi"),
        ("Breathe in for 4 counts.", "चार तक गिनते हुए साँस लें।", "hi"),
        ("Breathe in for four counts.", "4 तक गिनते हुए साँस लें।", "hi"),
        ("Breathe in for 4 counts.", "४ मोजेपर्यंत श्वास घ्या.", "mr"),
        ("Breathe in for 4 counts.", "৪ গুনতে গুনতে শ্বাস নাও।", "bn"),
        ("Call 1098 or 112 now.", "अभी 1098 या 112 पर फ़ोन करें।", "hi"),
        ("Ages 10–16", "उम्र १०–१६", "hi"),
        ("About 1,200 steps", "लगभग 1,200 क़दम", "hi"),
        ("Slowly, slowly.", "धीरे धीरे।", "hi"),
        ("See **ER3** first.", "पहले **ER3** देखें।", "hi"),
        ("- one\n- two", "- एक\n- दो", "hi"),
        ("1. one\n2. two", "1. एक\n2. दो", "hi"),
        ("Hello {name}.", "नमस्ते {name}।", "hi"),
        ("Are you safe?", "क्या तुम सुरक्षित हो?", "hi"),
        ("112", "112", "hi"),
        ("ER3", "ER3", "hi"),
        ("Karhad", "कऱ्हाड", "mr"),
    ],
)
def test_a_faithful_translation_raises_nothing(source, target, language):
    assert codes(source, target, language) == set()


@pytest.mark.parametrize(
    ("source", "target", "language", "code"),
    [
        ("We sit together.", "We sit together.", "hi", "same-as-english"),
        ("We sit together.", "Hum saath baithe hain.", "hi", "wrong-script"),
        ("We sit together.", "আমরা একসঙ্গে বসি।", "hi", "wrong-script"),
        ("We sit together.", "हम साथ बैठे हैं।", "bn", "wrong-script"),
        ("Breathe in for 4 counts.", "5 तक गिनते हुए साँस लें।", "hi", "number-lost"),
        ("Breathe in for 4 counts.", "५ तक गिनते हुए साँस लें।", "hi", "number-lost"),
        ("Breathe in for 4 counts.", "৫ গুনতে গুনতে শ্বাস নাও।", "bn", "number-lost"),
        ("Call 1098.", "बाल सहायता को फ़ोन करें।", "hi", "number-lost"),
        ("Call the helpline.", "1099 पर फ़ोन करें।", "hi", "number-added"),
        ("This is **urgent**.", "यह बहुत ज़रूरी है।", "hi", "bold-differs"),
        ("This is **urgent**.", "यह **बहुत ज़रूरी है।", "hi", "bold-differs"),
        ("- one\n- two", "- एक और दो", "hi", "list-differs"),
        ("1. one\n2. two", "१. एक\n२. दो", "hi", "list-differs"),
        ("Hello {name}.", "नमस्ते।", "hi", "placeholder-lost"),
        ("%(count)d left", "कुछ बाक़ी", "hi", "placeholder-lost"),
    ],
)
def test_what_could_mislead_cannot_be_reviewed(source, target, language, code):
    assert code in blocking(source, target, language)


@pytest.mark.parametrize(
    ("source", "target", "language", "code"),
    [
        ("Take 2 breaths.", "साँस लें।", "hi", "number-lost"),
        ("Take a breath.", "2 साँसें लें।", "hi", "number-added"),
        ("Go to the park.", "park में जाओ और वहाँ आराम करो।", "hi", "latin-word"),
        ("We sit.", "हम बैठे हैंক।", "hi", "foreign-letter"),
        ("We sit.", "हम बैठे हैं|", "hi", "pipe-for-danda"),
        ("We sit.", "हम बैठे हैं.", "hi", "full-stop-for-danda"),
        ("We sit.", "आपण बसतो।", "mr", "danda-in-marathi"),
        ("Are you safe?", "तुम सुरक्षित हो।", "hi", "question-lost"),
        ("One.\n\nTwo.", "एक। दो।", "hi", "paragraphs-differ"),
    ],
)
def test_what_may_be_right_is_shown_and_does_not_block(source, target, language, code):
    assert code in codes(source, target, language)
    assert code not in blocking(source, target, language)


def test_what_does_not_fit_cannot_be_reviewed():
    assert [f.code for f in rules.blocking(findings("Short", "बहुत लंबा", "hi", limit=5))] == ["too-long"]
    assert findings("Short", "छोटा", "hi", limit=5) == []


def test_words_are_composed_and_joiners_stay():
    assert clean("\u095cर") == "\u0921\u093cर"
    assert clean("कर\u094d\u200dहाड") == "कर\u094d\u200dहाड"
    assert clean("র\u200d\u09cdযাব") == "র\u200d\u09cdযাব"
    assert clean("क\u200bख\ufeff") == "कख"
    assert clean(" क \r\n\r\nख\t\n") == "क\n\nख"


def test_numbers_are_the_same_in_every_script():
    assert numbers("4 and 10") == numbers("४ और १०") == numbers("৪ ও ১০") == {"4", "10"}
    assert numbers("1,234") == {"1234"}


def test_words_are_not_broken_at_vowel_signs():
    assert words("सुरक्षा योजना, कर\u094d\u200dहाड।") == ["सुरक्षा", "योजना", "कर\u094d\u200dहाड"]


def test_the_word_diff_shows_what_changed_and_loses_nothing():
    found = changes("Breathe in for 4 counts.", "Breathe in for 5 counts.")
    assert found == [("same", "Breathe in for "), ("removed", "4"), ("added", "5"), ("same", " counts.")]
    assert "".join(text for what, text in found if what != "removed") == "Breathe in for 5 counts."


@pytest.mark.parametrize(
    ("target", "approved_source", "approved_target", "state"),
    [
        ("", "", "", "missing"),
        ("क", "", "", "stale"),
        ("क", "old", "क", "stale"),
        ("क", "new", "क", "approved"),
        ("ख", "new", "क", "stale"),
    ],
)
def test_a_changed_source_makes_words_stale_unless_they_were_approved_for_it(target, approved_source, approved_target, state):
    assert after_source_change("approved", target, "new", approved_source, approved_target) == state

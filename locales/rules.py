"""What a translation must keep: plain checks from two texts to findings. No Django, no clock.

Never Python `re` with `\\w` or `\\b` on Devanagari or Bengali: both break words at vowel signs. Words are runs between spaces and
punctuation, letters are told by script block.
"""

import re
import unicodedata
from dataclasses import dataclass, field

DONE = ("reviewed", "approved")
BLOCKS_OF = {"Deva": (0x0900, 0x097F), "Beng": (0x0980, 0x09FF)}
SCRIPTS = {"hi": "Deva", "mr": "Deva", "bn": "Beng"}
DANDA_ENDS = ("hi", "bn")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad"))  # never ZWJ or ZWNJ: they change the letters
DIGITS = re.compile(r"[0-9]+(?:,[0-9]{2,3})*")
PLACEHOLDERS = re.compile(r"\{[a-z_]+\}|%\([a-z_]+\)[sd]")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
LIST_LINE = re.compile(r"^(?:- |[0-9]+\. )", re.MULTILINE)
PHONE_DIGITS = 3

# Counted things are often written as words; these excuse a digit that is missing on the other side.
ENGLISH_NUMBERS = {
    "one": "1", "once": "1", "first": "1", "two": "2", "twice": "2", "second": "2", "both": "2", "half": "2", "three": "3",
    "third": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "twelve": "12",
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty-five": "45", "sixty": "60", "hundred": "100",
}  # fmt: skip
NUMBER_WORDS = {
    "hi": {
        "एक": "1", "पहला": "1", "पहली": "1", "पहले": "1", "दो": "2", "दोनों": "2", "दूसरा": "2", "दूसरी": "2", "दूसरे": "2", "आधा": "2",
        "तीन": "3", "तीनों": "3", "तीसरा": "3", "तीसरी": "3", "तीसरे": "3", "चार": "4", "चारों": "4", "चौथा": "4", "चौथी": "4", "पाँच": "5",
        "पांच": "5", "छह": "6", "छः": "6", "सात": "7", "आठ": "8", "नौ": "9", "दस": "10", "बारह": "12", "पंद्रह": "15", "पन्द्रह": "15",
        "बीस": "20", "तीस": "30", "पैंतालीस": "45", "साठ": "60", "सौ": "100", "चौबीस": "24", "चौबीसों": "24",
    },
    "mr": {
        "एक": "1", "पहिला": "1", "पहिली": "1", "पहिले": "1", "दोन": "2", "दोन्ही": "2", "दुसरा": "2", "दुसरी": "2", "दुसरे": "2", "अर्धा": "2",
        "तीन": "3", "तिन्ही": "3", "तिसरा": "3", "तिसरी": "3", "चार": "4", "पाच": "5", "सहा": "6", "सात": "7", "आठ": "8", "नऊ": "9",
        "दहा": "10", "बारा": "12", "पंधरा": "15", "वीस": "20", "तीस": "30", "पंचेचाळीस": "45", "साठ": "60", "शंभर": "100", "चोवीस": "24",
    },
    "bn": {
        "একজন": "1", "প্রথম": "1", "দুই": "2", "দু": "2", "দুটি": "2", "দুটো": "2", "দুজন": "2",
        "দ্বিতীয়": "2", "আধ": "2", "তিন": "3", "তিনটি": "3", "তিনটে": "3", "তিনজন": "3", "তৃতীয়": "3", "চার": "4", "চারটি": "4", "চারটে": "4",
        "পাঁচ": "5", "পাঁচটি": "5", "ছয়": "6", "সাত": "7", "আট": "8", "দশ": "10", "বারো": "12", "পনেরো": "15", "কুড়ি": "20",
        "বিশ": "20", "ত্রিশ": "30", "তিরিশ": "30", "পঁয়তাল্লিশ": "45", "ষাট": "60", "একশো": "100", "চব্বিশ": "24",
    },
}  # fmt: skip
NUMBER_WORDS = {c: {unicodedata.normalize("NFC", w): n for w, n in words.items()} for c, words in NUMBER_WORDS.items()}


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `blocks` means that nobody can mark the passage as reviewed while it stands."""

    code: str
    blocks: bool
    params: dict = field(default_factory=dict)


def clean(text: str) -> str:
    """The text as it is stored: NFC, invisible strays removed (ZWJ and ZWNJ kept), Unix line ends, no outer white space."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(INVISIBLE)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def ascii_digits(text: str) -> str:
    """Devanagari, Bengali and other decimal digits as 0-9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def numbers(text: str) -> set[str]:
    """The numbers written with digits of any script, without grouping commas."""
    return {found.replace(",", "").lstrip("0") or "0" for found in DIGITS.findall(ascii_digits(text))}


def words(text: str) -> list[str]:
    """Runs of letters, marks and digits (with ZWJ and ZWNJ); everything else separates."""
    run, found = "", []
    for character in text:
        if unicodedata.category(character)[0] in "LMN" or character in "\u200c\u200d":
            run += character
        elif run:
            found.append(run)
            run = ""
    return [*found, run] if run else found


def findings(source: str, target: str, language: str, keep: frozenset = frozenset(), limit: int | None = None) -> list[Finding]:
    """Everything to look at in `target`, a translation of `source`.

    `keep` holds words that stay in Latin letters, `limit` is how many characters fit.

    Whether a negation was kept is left to the eyes of two people: no rule here can tell.
    """
    return [
        *_language_findings(source, target, language, keep),
        *_number_findings(source, target, language),
        *_markup_findings(source, target),
        *_punctuation_findings(source, target, language),
        *([Finding("too-long", True, {"limit": limit, "length": len(target)})] if limit and len(target) > limit else []),
    ]


def _language_findings(source, target, language, keep):
    if target == source:
        return [] if _may_stay(source, keep) else [Finding("same-as-english", blocks=True)]
    low, high = BLOCKS_OF[SCRIPTS[language]]
    letters = [c for c in PLACEHOLDERS.sub("", target) if c.isalpha()]
    own = sum(low <= ord(c) <= high for c in letters)
    codes_only = all(c.isascii() for c in letters) and _may_stay(target, keep)
    if own * 2 < len(letters) and not codes_only:
        return [Finding("wrong-script", blocks=True)]
    foreign = [c for c in letters if not low <= ord(c) <= high and not c.isascii()]
    found = [Finding("foreign-letter", blocks=False, params={"letters": "".join(dict.fromkeys(foreign))})] if foreign else []
    stray = [w for w in LATIN.findall(PLACEHOLDERS.sub("", target)) if w.lower() not in keep and not w.isupper()]
    return found + ([Finding("latin-word", blocks=False, params={"words": ", ".join(dict.fromkeys(stray))})] if stray else [])


def _may_stay(text: str, keep: frozenset) -> bool:
    """True if every Latin word of the text is a code or an acronym."""
    return all(word.lower() in keep or word.isupper() for word in LATIN.findall(text))


def _number_findings(source, target, language):
    kept = numbers(target) | {NUMBER_WORDS[language][w] for w in words(target) if w in NUMBER_WORDS[language]}
    allowed = numbers(source) | {ENGLISH_NUMBERS[w] for w in source.lower().replace("-", " ").split() if w in ENGLISH_NUMBERS}
    allowed |= {ENGLISH_NUMBERS[w] for w in words(source.lower()) if w in ENGLISH_NUMBERS}
    lost, extra = numbers(source) - kept, numbers(target) - allowed
    found = []
    if lost:
        blocks = bool(extra) or any(len(n) >= PHONE_DIGITS for n in lost)
        found.append(Finding("number-lost", blocks, {"numbers": ", ".join(sorted(lost, key=int))}))
    if extra:
        blocks = bool(lost) or any(len(n) >= PHONE_DIGITS for n in extra)
        found.append(Finding("number-added", blocks, {"numbers": ", ".join(sorted(extra, key=int))}))
    return found


def _markup_findings(source, target):
    found = []
    lost = set(PLACEHOLDERS.findall(source)) - set(PLACEHOLDERS.findall(target))
    if lost:
        found.append(Finding("placeholder-lost", True, {"names": ", ".join(sorted(lost))}))
    if source.count("**") != target.count("**"):
        found.append(Finding("bold-differs", True, {"source": source.count("**") // 2}))
    if len(LIST_LINE.findall(source)) != len(LIST_LINE.findall(target)):
        found.append(Finding("list-differs", True, {"source": len(LIST_LINE.findall(source))}))
    if source.count("\n\n") != target.count("\n\n"):
        found.append(Finding("paragraphs-differ", False, {"source": source.count("\n\n") + 1}))
    return found


def _punctuation_findings(source, target, language):
    found = []
    if "|" in target and "|" not in source:
        found.append(Finding("pipe-for-danda", False))
    if language == "mr" and "।" in target:
        found.append(Finding("danda-in-marathi", False))
    if language in DANDA_ENDS and source.rstrip().endswith(".") and target.rstrip().endswith("."):
        found.append(Finding("full-stop-for-danda", False))
    if source.rstrip().endswith("?") and "?" not in target:
        found.append(Finding("question-lost", False))
    return found


def blocking(found: list[Finding]) -> list[Finding]:
    """The findings that keep a passage from being reviewed."""
    return [finding for finding in found if finding.blocks]


def after_source_change(state: str, target: str, source: str, approved_source: str, approved_target: str) -> str:
    """The state of a passage whose source text became `source`: stale if it has words, unless they were approved for this very text."""
    if not target:
        return "missing"
    if approved_source == source and approved_target == target:
        return "approved"
    return "stale"


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """Word by word what became of `before`: pairs of "same", "removed" or "added" and the text, in reading order."""
    from difflib import SequenceMatcher

    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    parts = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            parts.append(("removed", "".join(old[a:b])))
        if d > c:
            parts.append(("added", "".join(new[c:d])))
    return parts

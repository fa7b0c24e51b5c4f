"""The words for what documents only name by a code, and days and numbers as written: one list for web pages and for print."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop, ngettext_lazy, override, pgettext_lazy

DIGITS = {"en": "0123456789", "hi": "0123456789", "mr": "०१२३४५६७८९", "bn": "০১২৩৪৫৬৭৮৯"}

STEP = {
    "say": pgettext_lazy("step of a plan", "Say"),
    "do": pgettext_lazy("step of a plan", "Do"),
    "ask": pgettext_lazy("step of a plan", "Ask"),
    "watch": pgettext_lazy("step of a plan", "Watch"),
    "pause": pgettext_lazy("step of a plan", "Pause"),
}
PART = {
    "opening": pgettext_lazy("part of a session", "Opening"),
    "main": pgettext_lazy("part of a session", "Main part"),
    "close": pgettext_lazy("part of a session", "Close"),
}
AUDIENCE = {
    "children": pgettext_lazy("audience", "children"),
    "counselor": pgettext_lazy("audience", "counselors"),
    "house-mother": pgettext_lazy("audience", "house mothers"),
    "all-staff": pgettext_lazy("audience", "all staff"),
    "manager": pgettext_lazy("audience", "home managers"),
}
COMPOSITION = {
    "any": pgettext_lazy("group", "any group"),
    "same-gender": pgettext_lazy("group", "same gender"),
    "staff": pgettext_lazy("group", "staff"),
}
REQUIREMENT = {
    "material": pgettext_lazy("what a session needs", "Materials"),
    "preparation": pgettext_lazy("what a session needs", "Preparation"),
    "room": pgettext_lazy("what a session needs", "Room"),
}
ADAPTATION = {
    "younger": pgettext_lazy("adaptation for", "Younger children"),
    "older": pgettext_lazy("adaptation for", "Older children"),
    "disability": pgettext_lazy("adaptation for", "Disability"),
    "non-reader": pgettext_lazy("adaptation for", "Children who do not read"),
    "new-arrival": pgettext_lazy("adaptation for", "New arrivals"),
}
URGENCY = {
    "now": pgettext_lazy("urgency", "Now"),
    "today": pgettext_lazy("urgency", "Today"),
    "this-week": pgettext_lazy("urgency", "This week"),
}
BLOCK = {
    "concept": pgettext_lazy("block of a unit", "Good to know"),
    "example": pgettext_lazy("block of a unit", "Example"),
    "practice": pgettext_lazy("block of a unit", "Practise"),
    "reflection": pgettext_lazy("block of a unit", "Think about it"),
    "caution": pgettext_lazy("block of a unit", "Take care"),
}
# Sentences of allauth and Django on our own pages, which neither brings in Hindi, Marathi and Bengali: here our catalogues find them.
BORROWED = (
    gettext_noop("The username and/or password you specified are not correct."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("This account is currently inactive."),
    gettext_noop("Please type your current password."),
    gettext_noop("Incorrect password."),
    gettext_noop("Incorrect code."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Use your password"),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Password"),
    gettext_noop("Current Password"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
    gettext_noop("Code"),
    gettext_noop("Authenticator code"),
    gettext_noop("This field is required."),
    gettext_noop("This password is too common."),
    gettext_noop("Your password can’t be a commonly used password."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
)


def written(day: date | str, language: str) -> str:
    """A day as people of `language` write it; text that is not a date stays as it is."""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            return day
    with override(language):
        return native_digits(date_format(day, "DATE_FORMAT"), language)


class Written(int):
    """A number that `%(count)s` writes in the digits of the reader's language; plurals still count with it."""

    def __str__(self) -> str:
        return native_digits(int.__repr__(self), get_language() or "en")


def written_numbers(params: dict) -> dict:
    """The params of a sentence, its whole numbers as the reader's language writes them."""
    return {key: Written(value) if type(value) is int else value for key, value in params.items()}


def native_digits(text: str, language: str) -> str:
    """ASCII digits as the language writes them."""
    return text.translate(str.maketrans("0123456789", DIGITS[language]))

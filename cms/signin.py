"""The one way in: user name or phone and a password, behind one limiter (django-allauth)."""

import unicodedata

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.utils.translation import gettext_lazy as _

INDIA = "+91"


def fold_digits(text: str) -> str:
    """Digits of any script as ASCII: a phone typed as ९८००० is the same phone."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def phone_of(login: str) -> str | None:
    """The E.164 Indian number typed in `login`, or None when it is not one."""
    digits = "".join(c for c in fold_digits(login) if c.isdigit())
    plain = all(c in "+0123456789 -()" for c in fold_digits(login))
    return f"{INDIA}{digits[-10:]}" if plain and 10 <= len(digits) <= 13 else None


class UsernameOrPhone(ModelBackend):
    """Accepts a user name or a phone number, in any script's digits."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        phone = phone_of(username or "")
        if phone:
            user = get_user_model().objects.filter(phone=phone).only("username").first()
            username = user.username if user else username
        return super().authenticate(request, username=username, password=password, **kwargs)


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: a trainer or manager makes the account."""

    def is_open_for_signup(self, request):
        return False


class LoginForm(AllauthLoginForm):
    """allauth's form with our words on it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or phone")
        self.fields["login"].widget.attrs.update({"placeholder": "", "autocomplete": "username", "autocapitalize": "none"})
        self.fields["password"].widget.attrs["placeholder"] = ""
        self.fields.pop("remember", None)

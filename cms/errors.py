"""One family of refusals: a list of reasons that becomes a form message in the admin and problem+json on a tablet."""

from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class Reason(NamedTuple):
    """Why something was refused. `code` is stable, `message` is for people, `link` leads to the field to mend."""

    code: str
    message: str
    link: str = ""

    def __str__(self) -> str:
        return str(self.message)


class Refused(ValidationError):
    """Raised by services when a rule says no; nothing has been written.

    A ValidationError with an error dict, because wagtail-localize and Wagtail's forms read `error_dict`.
    """

    def __init__(self, reasons):
        self.reasons = [r if isinstance(r, Reason) else Reason("refused", r) for r in reasons]
        super().__init__({NON_FIELD_ERRORS: [ValidationError(r.message, code=r.code) for r in self.reasons]})

    @property
    def codes(self) -> list[str]:
        return [reason.code for reason in self.reasons]

"""Who may do what at the Language desk: every right is per language."""

from cms.languages import TARGETS
from cms.models import Role
from cms.permissions import has_role, languages_of

DESK_ROLES = (Role.TRANSLATOR, Role.LANGUAGE_REVIEWER, Role.LANGUAGE_MANAGER, Role.CLINICIAN)


def desk_languages(user) -> list[str]:
    """The languages whose desk `user` may open, in the order of the four."""
    held = languages_of(user, *DESK_ROLES)
    return [code for code in TARGETS if code in held]


def may_translate(user, language: str) -> bool:
    return has_role(user, Role.TRANSLATOR, language=language)


def may_review(user, language: str) -> bool:
    return has_role(user, Role.LANGUAGE_REVIEWER, language=language)


def may_publish(user, language: str) -> bool:
    return has_role(user, Role.LANGUAGE_REVIEWER, Role.LANGUAGE_MANAGER, language=language)


def may_sign(user, language: str) -> bool:
    return has_role(user, Role.CLINICIAN, language=language)

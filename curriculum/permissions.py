"""Who may do what with the curriculum."""

from cms.models import Role
from cms.permissions import has_role, languages_of


def sign_languages(user) -> set[str]:
    """The languages in which `user` may sign safety text."""
    return languages_of(user, Role.CLINICIAN)


def may_sign(user, language: str) -> bool:
    return has_role(user, Role.CLINICIAN, language=language)

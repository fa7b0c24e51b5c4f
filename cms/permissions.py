"""Who may: yes/no questions about roles and their scopes, asked by every room."""

from django.db.models import Q

from cms.models.people import Role


def roles_of(user):
    """The role assignments of `user`, read once per user object."""
    if not user or not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, "_roles"):
        user._roles = list(user.roles.all())
    return user._roles


def has_role(user, *roles: str, language: str | None = None) -> bool:
    """True if `user` holds one of `roles` (in `language`, when one is asked). An administrator manages people, not words:
    the role does not imply any other."""
    return any(r.role in roles and (language is None or r.language == language) for r in roles_of(user))


def languages_of(user, *roles: str) -> set[str]:
    """The languages in which `user` holds one of `roles`."""
    return {r.language for r in roles_of(user) if r.role in roles and r.language}


def homes_of(user, *roles: str) -> Q:
    """A filter on CareHome: the homes `user` may see in one of `roles`; nothing when there is none."""
    scope = Q(pk__in=[])
    for assignment in roles_of(user):
        if assignment.role not in roles:
            continue
        if assignment.home_id:
            scope |= Q(pk=assignment.home_id)
        elif assignment.organisation_id:
            scope |= Q(organisation=assignment.organisation_id)
        else:
            return Q()
    return scope


def may_enter_admin(user) -> bool:
    """Those whose work is in the Wagtail admin; counselors never see it."""
    return has_role(
        user,
        Role.AUTHOR, Role.CLINICIAN, Role.TRANSLATOR, Role.LANGUAGE_REVIEWER, Role.BACK_TRANSLATOR, Role.LANGUAGE_MANAGER,
        Role.TRAINER, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR,
    )  # fmt: skip

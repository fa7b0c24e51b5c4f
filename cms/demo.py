"""Demo people: obviously fictional, one per role, only in demo mode."""

import secrets

from django.db import transaction

from cms.models import CareHome, Installation, Organisation, Role, User
from cms.roles import give_role, sync_groups

# username → (roles with their language, page language)
PEOPLE = {
    "admin": ([(Role.ADMINISTRATOR, "")], "en"),
    "author": ([(Role.AUTHOR, "")], "en"),
    "clinician": ([(Role.CLINICIAN, "en")], "en"),
    **{f"clinician-{c}": ([(Role.CLINICIAN, c)], c) for c in ("hi", "mr", "bn")},
    **{f"translator-{c}": ([(Role.TRANSLATOR, c)], c) for c in ("hi", "mr", "bn")},
    **{f"reviewer-{c}": ([(Role.LANGUAGE_REVIEWER, c)], c) for c in ("hi", "mr", "bn")},
    **{f"counselor-{c}": ([(Role.COUNSELOR, "")], c) for c in ("hi", "mr", "bn")},
    "rater-1": ([(Role.RATER, "")], "en"),
    "rater-2": ([(Role.RATER, "")], "en"),
    "supervisor": ([(Role.SUPERVISOR, "")], "en"),
    "trainer": ([(Role.TRAINER, "")], "en"),
    "homemanager": ([(Role.HOME_MANAGER, "")], "en"),
    "manager": ([(Role.MANAGER, "")], "en"),
}
AT_HOME = (Role.COUNSELOR, Role.SUPERVISOR, Role.HOME_MANAGER)
HOMES = {"hi": "home-01", "mr": "home-01", "bn": "home-02"}


@transaction.atomic
def seed_people(password: str = "") -> dict[str, str]:
    """Make the demo organisation, homes and people. Returns the password of each person made now; known ones stay as they are."""
    Installation.objects.get_or_create(id=1, defaults={"mode": Installation.DEMO})
    sync_groups()
    organisation, _ = Organisation.objects.get_or_create(code="demo", defaults={"name": "Demonstration organisation"})
    homes = {
        code: CareHome.objects.get_or_create(code=code, defaults={"organisation": organisation, "languages": spoken})[0]
        for code, spoken in {"home-01": ["hi", "mr", "en"], "home-02": ["bn", "en"]}.items()
    }
    made = {}
    for name, (roles, language) in PEOPLE.items():
        user, created = User.objects.get_or_create(username=name, defaults={"language": language, "is_demo": True})
        if created:
            made[name] = password or secrets.token_urlsafe(9)
            user.set_password(made[name])
            user.is_superuser = user.is_staff = name == "admin"
            user.save()
        for role, scope in roles:
            home = homes[HOMES.get(language, "home-01")] if role in AT_HOME else None
            give_role(user=user, role=role, language=scope, home=home)
    return made

"""Leaving demo mode: what each room does, registered in its `AppConfig.ready`, run in one transaction by `manage.py go_live`."""

from collections.abc import Callable

from django.db import transaction

from cms.errors import Reason, Refused
from cms.models import Installation, Role, User
from cms.permissions import has_role

_steps: list[Callable] = []


def register(step: Callable) -> None:
    """`step(by)` ends the demonstration in one room and returns lines for the person at the keyboard."""
    if step not in _steps:
        _steps.append(step)


@transaction.atomic
def go_live(by: User) -> list[str]:
    """End the demonstration for good: demonstration content leaves every channel, demo people leave. Returns what awaits people.

    Raises Refused when `by` is not a real administrator: somebody must be able to log in afterwards.
    """
    if by.is_demo or not by.is_active or not (by.is_superuser or has_role(by, Role.ADMINISTRATOR)):
        raise Refused([Reason("no-administrator", "Name an administrator who is not a demo user; `manage.py createsuperuser` makes one.")])
    Installation.objects.update_or_create(id=1, defaults={"mode": Installation.LIVE})
    lines = [line for step in _steps for line in step(by)]
    return [*lines, _remove_people()]


def _remove_people() -> str:
    """Demo people keep nothing but the pseudonym that evidence cites."""
    demo = User.objects.filter(is_demo=True, erased_at=None)
    for user in demo:
        erase(user)
    return f"{len(demo)} demo log-ins removed."


def erase(user: User) -> None:
    """Overwrite the one erasable row of a person; what cites her pseudonym stays as it was."""
    from django.utils import timezone

    user.roles.all().delete()
    user.groups.clear()
    user.username, user.phone, user.email = f"gone-{user.pseudonym}", None, ""
    user.first_name = user.last_name = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()

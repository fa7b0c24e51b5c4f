"""System checks that stand in the way of an unsafe start."""

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from cms import frozen


@register(Tags.database)
def issued_rows_are_guarded(app_configs, databases=None, **kwargs):
    """A crash in the middle of a migration leaves tables without their triggers; say so before anyone writes.

    A warning, because `migrate` is the cure and an error would stop it; `/readyz` refuses traffic meanwhile.
    """
    problems = []
    for alias in databases or []:
        try:
            gone = frozen.missing(alias)
        except DatabaseError:
            continue
        if gone:
            problems.append(Warning(f"Missing triggers: {', '.join(gone)}", hint="Run `manage.py migrate`.", id="dhairya.W002"))
    return problems


@register(Tags.security, deploy=True)
def public_site_uses_https(app_configs, **kwargs):
    if settings.HTTPS:
        return []
    return [Warning("SITE_URL is not https: passwords and tokens would travel in the clear.", id="dhairya.W001")]

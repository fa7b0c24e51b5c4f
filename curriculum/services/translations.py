"""From an approved translation to a rendering in force: the Language desk calls `approve` through its registry."""

from django.db import transaction
from django.utils.translation import gettext as _

from cms.acting import acting_as
from cms.errors import Reason, Refused
from cms.models import Role
from cms.permissions import has_role
from curriculum.models import Rendering
from curriculum.services.gate import in_force
from locales import services as desk


def approve(source, language: str, by) -> Rendering:
    """Publish the reviewed translation of `source` in `language`: the target's revision goes live through the gate.

    Raises Refused with everything that is missing; nothing is written then.
    """
    if not has_role(by, Role.LANGUAGE_REVIEWER, Role.LANGUAGE_MANAGER, language=language):
        raise Refused([Reason("not-a-language-reviewer", _("Only a reviewer or manager of this language can publish."))])
    with transaction.atomic(), acting_as(by):
        revision = desk.save_target_draft(source, language, by)
        revision.publish(user=by, skip_permission_checks=True)  # the right was asked above
        desk.mark_approved(source, language, by)
    return in_force(source.translation_key, language).rendering

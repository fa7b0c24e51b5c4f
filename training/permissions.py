"""Who may do what in training."""

from cms.models import Role
from cms.permissions import has_role
from training.models import Certificate


def may_enrol(by, counselor) -> bool:
    """Trainers and programme managers enrol people, and nobody enrols herself: two pairs of eyes, superusers included."""
    return has_role(by, Role.TRAINER, Role.MANAGER) and by.pseudonym != counselor.pseudonym


def may_mark(by, certificate: Certificate) -> bool:
    """Who may suspend, reinstate or revoke: never the holder."""
    return has_role(by, Role.TRAINER, Role.SUPERVISOR, Role.MANAGER) and by.pseudonym != certificate.counselor_id

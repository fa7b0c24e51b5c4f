"""Who may do what in training, and with whose people."""

from django.db.models import Q

from cms.models import Role
from cms.permissions import has_role, roles_of
from training.models import Certificate, Cohort

RUNS_COURSES = (Role.TRAINER, Role.MANAGER)


def organisations_of(user) -> set[int] | None:
    """The organisations whose cohorts `user` runs; None means all of them. An administrator runs none by that role alone."""
    found = set()
    for assignment in roles_of(user):
        if assignment.role not in RUNS_COURSES:
            continue
        if assignment.home_id:
            found.add(assignment.home.organisation_id)
        elif assignment.organisation_id:
            found.add(assignment.organisation_id)
        else:
            return None
    return None if user.is_superuser else found


def cohorts_of(user) -> Q:
    """A filter on Cohort: those `user` runs."""
    within = organisations_of(user)
    return Q() if within is None else Q(organisation__in=within)


def people_of(user) -> Q:
    """A filter on User: those `user` may enrol, by the organisation or home of their roles."""
    within = organisations_of(user)
    return Q() if within is None else Q(roles__organisation__in=within) | Q(roles__home__organisation__in=within)


def may_enrol(by, counselor, cohort: Cohort) -> bool:
    """Trainers and programme managers enrol people of their own cohorts, and nobody enrols herself: two pairs of eyes, superusers
    included."""
    within = organisations_of(by)
    runs_it = within is None or cohort.organisation_id in within
    return has_role(by, *RUNS_COURSES) and runs_it and by.pseudonym != counselor.pseudonym


def may_mark(by, certificate: Certificate) -> bool:
    """Who may suspend, reinstate or revoke: those who run courses, and supervisors; never the holder."""
    return has_role(by, Role.SUPERVISOR, *RUNS_COURSES) and by.pseudonym != certificate.counselor_id

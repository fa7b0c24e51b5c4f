"""Who may do it: courses and their rules, the people in them, their certificates, and the sessions they held."""

from training.models.certificates import Certificate, CertificateEvent, CertificateEvidence
from training.models.courses import Course, CourseRequirement
from training.models.enrolments import Cohort, Cycle, Enrolment, StudyRecord
from training.models.sessions import SessionRecord

__all__ = [
    "Certificate",
    "CertificateEvent",
    "CertificateEvidence",
    "Cohort",
    "Course",
    "CourseRequirement",
    "Cycle",
    "Enrolment",
    "SessionRecord",
    "StudyRecord",
]

"""Writes of training: enrolments, study, certificates and session records."""

from training.services.certificates import decide_certificate, mark_certificate, recompute
from training.services.enrolments import enrol, record_study

__all__ = ["decide_certificate", "enrol", "mark_certificate", "recompute", "record_study"]

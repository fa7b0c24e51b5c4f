"""Who may do what with quizzes and attempts."""

from hashlib import sha256

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from assessments.models import Attempt

TOKEN_DAYS = 30  # as long as a phone keeps answers that it could not send


def may_read(user, attempt: Attempt) -> bool:
    """An attempt belongs to the person who sat it, and to nobody else."""
    return user.is_authenticated and user.is_active and user.pseudonym == attempt.counselor_id


def token_of(attempt: Attempt) -> str:
    """The secret that lets a page save answers to this one attempt, also after the log-in has expired. It is never stored."""
    return salted_hmac("assessments.attempt", str(attempt.pk), algorithm="sha256").hexdigest()


def token_digest(attempt: Attempt) -> str:
    """What is stored of the token."""
    return sha256(token_of(attempt).encode()).hexdigest()


def may_append(token: str, attempt: Attempt) -> bool:
    """Does `token` open this attempt? It opens nothing else, and not for ever."""
    age = timezone.now() - attempt.started_at
    fits = constant_time_compare(sha256(token.encode()).hexdigest(), attempt.token_digest)
    return bool(attempt.token_digest) and fits and age.days < TOKEN_DAYS

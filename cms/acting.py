"""Who is acting: set by the middleware for a request and by services for work without one, read where a row is issued."""

from contextlib import contextmanager
from contextvars import ContextVar

_acting: ContextVar = ContextVar("acting", default=None)


@contextmanager
def acting_as(user):
    """Everything inside is done by `user`, whoever asked from outside."""
    token = _acting.set(user)
    try:
        yield user
    finally:
        _acting.reset(token)


def acting_user():
    """The user on whose behalf the code runs, or None. A lazy request user is resolved here, not in the middleware."""
    user = _acting.get()
    return user if user is not None and user.is_authenticated else None

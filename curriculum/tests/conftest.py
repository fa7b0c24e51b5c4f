"""Fixtures of this room."""

import pytest

from curriculum.tests.factory import World


@pytest.fixture
def world(db):
    return World()

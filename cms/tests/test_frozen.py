"""Issued is forever, on both databases, and the guards come back after every migrate."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cms import frozen
from curriculum.models import Blob, Edition


@pytest.fixture
def edition(db):
    return Edition.objects.create(
        document_kind="plan", document=uuid.uuid4(), code="X1", number=1, change_class="content", skeleton_sha="0", issued_at=timezone.now()
    )


def refused(action):
    with pytest.raises(IntegrityError, match="issued is forever"), transaction.atomic():
        action()


def test_an_edition_cannot_be_updated(edition):
    refused(lambda: Edition.objects.filter(pk=edition.pk).update(note="other"))


def test_an_edition_cannot_be_deleted(edition):
    refused(lambda: Edition.objects.filter(pk=edition.pk)._raw_delete("default"))


def test_a_blob_cannot_be_replaced(db):
    Blob.objects.create(sha256="a" * 64, size=1, identity=b"x")
    refused(
        lambda: Blob.objects.bulk_create(
            [Blob(sha256="a" * 64, size=1, identity=b"y")], update_conflicts=True, update_fields=["identity"], unique_fields=["sha256"]
        )
    )


def test_insert_or_replace_cannot_walk_past_the_guard(db):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's own")
    Blob.objects.create(sha256="b" * 64, size=1, identity=b"x")

    def replace():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO curriculum_blob "
                "SELECT sha256, media_type, private, 2, x'00', br, gzip, made_at FROM curriculum_blob"
            )

    refused(replace)


def test_every_frozen_model_has_its_triggers(db):
    assert frozen.frozen_models() and frozen.missing() == []


def test_without_the_guard_the_harm_happens(edition):
    """Negative control: with the triggers dropped the row changes, so the tests above can fail."""
    with transaction.atomic():
        frozen.thaw()
        assert frozen.missing()
        Edition.objects.filter(pk=edition.pk).update(note="other")
        edition.refresh_from_db()
        assert edition.note == "other"
        frozen.freeze()
    assert frozen.missing() == []

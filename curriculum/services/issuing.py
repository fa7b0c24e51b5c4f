"""A document's whole way to its readers, each step by the person whose work it is. Used by the loaders of starter content."""

from typing import NamedTuple

from cms.acting import acting_as
from cms.models import User
from curriculum import rules
from curriculum.models import InForce
from curriculum.services import sign_offs, translations
from locales import services as desk


class People(NamedTuple):
    """Who does what in one language. In the source language `writer` is the author, elsewhere the translator."""

    writer: User
    reviewer: User | None
    clinician: User


def demo_people(language: str) -> People:
    """The demo roles of a language."""
    if language == "en":
        names = ("author", None, "clinician")
    else:
        names = (f"translator-{language}", f"reviewer-{language}", f"clinician-{language}")
    found = User.objects.in_bulk([n for n in names if n], field_name="username")
    return People(*(found[n] if n else None for n in names))


def issue(draft, people: People):
    """Publish a saved draft in the source language: revision → sign-off → gate → edition. Returns the live object."""
    with acting_as(people.writer):
        revision = draft.save_revision(user=people.writer)
        _sign(revision, people.clinician)
        revision.publish(user=people.writer)
    return type(draft)._base_manager.get(pk=draft.pk)


def issue_translation(source, language: str, texts: dict, people: People):
    """Publish a translation: segments → review → sign-off → gate → rendering. Returns the rendering."""
    desk.import_texts(source, language, texts, by=people.writer)
    desk.review_document(source, language, by=people.reviewer)
    revision = desk.save_target_draft(source, language, by=people.reviewer)
    _sign(revision, people.clinician)
    return translations.approve(source, language, by=people.reviewer)


def _sign(revision, clinician: User) -> None:
    """A document without safety text needs no signature."""
    document = revision.as_object()
    if rules.safety_sha(document.document(), document.key_document()):
        sign_offs.sign_revision(revision=revision, by=clinician)


def offered(kind: str) -> set[tuple[str, str]]:
    """(code, language) of every document of a kind that the stable channel knows, in whatever state."""
    return set(InForce.objects.on("stable").filter(document_kind=kind).values_list("code", "language"))

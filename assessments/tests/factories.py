"""Issued documents and people for tests, without walking the whole way through the gate."""

import uuid

from django.utils import timezone

from cms.models import Installation, User
from curriculum import rules
from curriculum.models import Edition, InForce, Rendering
from curriculum.services import blobs

CANARY = "canary-of-the-key"


def demo_mode() -> None:
    Installation.objects.update_or_create(id=1, defaults={"mode": Installation.DEMO})


def person(name: str, *roles: str, language: str = "en", scope: str = "") -> User:
    """A person with roles; `scope` is the language of a language role."""
    user = User.objects.create(username=name, language=language)
    for role in roles:
        user.roles.create(role=role, language=scope)
    return user


def issued(kind: str, code: str, document: dict, key: dict | None = None, *, language="en", number=1, approval="demonstration",
           change_class="content", by=None, edition=None) -> Rendering:  # fmt: skip
    """A document as if it had passed the gate: blobs, edition, rendering and what is in force."""
    now = timezone.now()
    stamp = {"edition": {"number": number}, "approval": {"kind": approval, "notice": ""}, "language": language}
    public = blobs.packed({**document, **stamp})
    private = blobs.packed({**key, **stamp}, private=True) if key else None
    blobs.store([b for b in (public, private) if b])
    edition = edition or Edition.objects.create(
        document_kind=kind, document=document["id"], code=code, number=number, change_class=change_class, issued_at=now,
        safety_sha=rules.safety_sha(document, key), skeleton_sha="0" * 64, issued_by_id=by.pseudonym if by else None,
    )  # fmt: skip
    rendering = Rendering.objects.create(
        edition=edition, language=language, blob_id=public.sha256, key_blob_id=private.sha256 if private else None, approval=approval,
        safety_sha=edition.safety_sha, approved_at=now,
    )  # fmt: skip
    InForce.objects.update_or_create(
        channel="stable", document=document["id"], language=language,
        defaults={"document_kind": kind, "code": code, "module": "er", "state": "current", "rendering": rendering, "since_seq": number},
    )  # fmt: skip
    return Rendering.objects.select_related("edition").get(pk=rendering.pk)


def fixed(name: str) -> str:
    """The same id for the same name, in every test."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def quiz_documents(code="ER3-Q", items=8, critical=(0,), purpose="certify", mark="") -> tuple[dict, dict]:
    """A quiz/1 and its key: of each item's options `a`, `b`, `c` the first is right; item 0 is critical."""
    quiz = fixed(code)
    ids = [fixed(f"{code}{n}") for n in range(items)]
    options = {i: [fixed(f"{i}{letter}") for letter in "abc"] for i in ids}
    names = [fixed("grounding"), fixed("distress")]
    document = {
        "schema": "quiz/1", "id": quiz, "code": code, "title": f"Quiz {code}", "intro": "Take your time.",
        "plan": {"id": fixed(code[:-2]), "code": code[:-2]}, "purpose": purpose, "marking": "server", "forms": {"A": ids},
        "items": [
            {
                "id": i, "stem": f"Situation {n}{mark}", "competency": names[n % 2], "safety": True,
                "options": [{"id": o, "text": f"Answer {k} to {n}"} for k, o in enumerate(options[i])],
            }
            for n, i in enumerate(ids)
        ],
    }  # fmt: skip
    key = {
        "schema": "quiz-key/1", "id": quiz, "code": code,
        "items": [
            {
                "id": i, "right": [options[i][0]], "critical": n in critical, "competency": names[n % 2], "review": None, "safety": True,
                "why": {o: f"{CANARY} {n}{k}" for k, o in enumerate(options[i])},
            }
            for n, i in enumerate(ids)
        ],
    }  # fmt: skip
    return document, key


def issued_quiz(code="ER3-Q", **values) -> Rendering:
    issue = {name: values.pop(name) for name in ("language", "number", "approval", "change_class", "by") if name in values}
    return issued("quiz", code, *quiz_documents(code, **values), **issue)


def answer_all(attempt, wrong=()) -> None:
    """Answer every item of an attempt, rightly except for the numbers in `wrong`."""
    from assessments.permissions import token_of
    from assessments.services import frozen, save_answer

    key = {node["id"]: node for node in frozen.document(attempt.rendering.key_blob_id)["items"]}
    for number, (item, node) in enumerate(frozen.items_of(attempt).items()):
        right = key[item]["right"][0]
        options = [o["id"] for o in node["options"]]
        option = next(o for o in options if o != right) if number in wrong else right
        save_answer(attempt=attempt.pk, token=token_of(attempt), item=item, option=option, client_id=uuid.uuid4())

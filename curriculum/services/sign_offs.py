"""Sign-offs: a clinician approves one exact wording in one language. Nobody signs what she wrote or translated."""

from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.errors import Reason, Refused
from cms.languages import SOURCE
from cms.models import Role
from cms.permissions import has_role
from curriculum import rules
from curriculum.models import Edition, SignOff
from locales import services as desk


def sign_revision(*, revision: Revision, by) -> SignOff:
    """Sign the safety text of a revision, as it stands in its language. Raises Refused."""
    return sign(document=revision.as_object(), by=by)


def sign(*, document, by) -> SignOff:
    """Sign the safety text of `document` as it is in memory. Signing the same wording twice gives the first sign-off."""
    reasons = []
    if not has_role(by, Role.CLINICIAN, language=document.language):
        reasons.append(Reason("not-a-clinician", _("Only a clinician of this language can sign.")))
    if rules.signer_findings(str(by.pseudonym), authors_of(document)):
        reasons.append(Reason("signer-is-author", _("Somebody else must sign: you wrote or translated part of this text.")))
    safety_sha = rules.safety_sha(document.document(), document.key_document())
    if not safety_sha:
        reasons.append(Reason("no-safety-text", _("There is no safety text to sign.")))
    if reasons:
        raise Refused(reasons)
    made, _created = SignOff.objects.get_or_create(
        document=document.translation_key, language=document.language, safety_sha=safety_sha, signed_by=by, kind=kind_of(by),
        defaults={"document_kind": document.kind},
    )  # fmt: skip
    return made


def kind_of(user) -> str:
    """A demo user's signature is a demonstration, whatever the mode."""
    return "demonstration" if user.is_demo else "clinical"


def authors_of(document) -> set[str]:
    """Pseudonyms of those whose words these may be: authors since the last edition, or translators and reviewers."""
    if document.language != SOURCE:
        return {str(p) for p in desk.translators_of(source_of(document), document.language)}
    last = Edition.objects.filter(document=document.translation_key).order_by("-number").first()
    revisions = document.revisions.filter(pk__gt=(last.revision or 0) if last else 0)
    return {str(p) for p in revisions.exclude(user=None).values_list("user__pseudonym", flat=True)}


def source_of(document):
    """The same document in the source language, as last published."""
    if document.language == SOURCE:
        return document
    return type(document)._base_manager.select_related("locale").get(translation_key=document.translation_key, locale__language_code=SOURCE)

"""What follows when a source was published or a translation became complete: nothing of it reaches a reader."""

from django.db import transaction

from cms import languages
from cms.acting import acting_user
from locales.models import Segment
from locales.services.extraction import owners_of
from locales.services.segments import follow_source, incomplete
from locales.services.targets import ensure_targets, save_target_if_new


@transaction.atomic
def prepare_languages(source) -> None:
    """Make what translators need after `source` was published: draft rows in every target language, and segments in step.

    Where every word still fits (only minutes or order changed, say), the new draft is offered at once. Nothing is published, and
    calling it again without a change writes nothing.
    """
    owners = owners_of(source)
    ensure_targets(owners)
    follow_source(owners)
    keys = [owner.translation_key for owner in owners]
    open_in = set(Segment.objects.filter(owner__in=keys, in_source=True).waiting().order_by().values_list("language", flat=True).distinct())
    for language in languages.TARGETS:
        if language not in open_in:
            offer_draft(source, language, acting_user())


def offer_draft(source, language: str, by) -> bool:
    """True if the translation is complete; its draft is then saved, so that a clinician finds the exact wording to sign."""
    if incomplete(source, language):
        return False
    save_target_if_new(source, language, by)
    return True

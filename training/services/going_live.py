"""The end of the demonstration in this room: certificates that rest on demonstration content are revoked."""

from django.utils import timezone

from training.models import Certificate, CertificateEvent

REASON = "demonstration-ended"


def end_demonstration(by) -> list[str]:
    """Revoke every demonstration certificate; the rows and their evidence stay."""
    open_ones = Certificate.objects.filter(approval="demonstration").exclude(events__kind="revoked", events__reason=REASON)
    now = timezone.now()
    made = [CertificateEvent.objects.create(certificate=c, kind="revoked", reason=REASON, by=by, at=now) for c in open_ones]
    return [f"{len(made)} demonstration certificates revoked."]

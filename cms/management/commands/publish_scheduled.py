"""Wagtail's command, with the gate asked first: one refused document must not keep every later good one from its readers."""

from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import Revision

from cms.publishing import GatedPublish


class Command(WagtailCommand):
    """Sets refused schedules aside, tells who made them, then publishes the rest as Wagtail does."""

    def handle(self, *args, **options):
        if not options.get("dryrun"):
            for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()):
                self.set_aside_if_refused(revision)
        return super().handle(*args, **options)

    def set_aside_if_refused(self, revision: Revision) -> None:
        draft = revision.as_object()
        reasons = draft.refusals() if isinstance(draft, GatedPublish) else []
        if not reasons:
            return
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        lines = "\n".join(f"- {reason.message}" for reason in reasons)
        self.stderr.write(f"{draft}: not published\n{lines}")
        if revision.user and revision.user.email:
            with override(revision.user.language):
                subject = _("“%(title)s” was not published") % {"title": draft}
                body = _("The schedule was cleared. What is missing:") + f"\n{lines}"
            send_mail(subject, body, None, [revision.user.email], fail_silently=True)

"""The floor of the gate: a document goes live in `save()` or not at all, whichever door was used.

Wagtail's edit view, workflow, schedule and bulk action, and wagtail-localize all end in `Model.save()` of a row whose
`live_revision` changed; an overridden `Page.publish()` is passed by most of them (docs/adr/0008). The rooms to the right name
the gate by a dotted path, because `models` stand below `services` on the ladder; this is the only such string.
"""

from django.db import transaction
from django.utils.module_loading import import_string

from cms.tidy import TidyWords

GATE = "curriculum.services.gate"


class GatedPublish(TidyWords):
    """First base of every document model. Going live asks the gate and issues; leaving live withdraws."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        stored = self._stored_state()
        if self._state.adding or stored is None:
            self.live = False  # every document is born a draft: aliases, copies and localize's targets too
            self.live_revision = None
            return super().save(*args, **kwargs)
        goes_live = self.live and self.live_revision_id and self.live_revision_id != stored["live_revision_id"]
        if goes_live:
            return self._go_live(*args, **kwargs)
        if self.live and not stored["live"]:
            self.live = False  # `live = True; save()` without a revision is no publication
        if stored["live"] and not self.live:
            return self._leave(*args, **kwargs)
        return super().save(*args, **kwargs)

    def _stored_state(self):
        if self.pk is None:
            return None
        return type(self)._base_manager.filter(pk=self.pk).values("live", "live_revision_id").first()

    def _go_live(self, *args, **kwargs):
        gate = import_string(f"{GATE}.issue_of")(self)  # refusals and bytes before the transaction
        with transaction.atomic():
            super().save(*args, **kwargs)
            gate.commit()

    def _leave(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            import_string(f"{GATE}.withdraw_of")(self)

    def refusals(self):
        """What stands between this object, as it is in memory, and its readers: a list of reasons, empty when nothing does."""
        return import_string(f"{GATE}.refusals")(self)

    def copy(self, *args, **kwargs):
        kwargs["keep_live"] = False
        return super().copy(*args, **kwargs)

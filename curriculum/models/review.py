"""The workflow step at which a clinician signs. Approving it *is* the signature; returning it is a comment."""

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task

from cms.models import Role
from cms.permissions import has_role

SIGN = "curriculum.services.sign_offs.sign_revision"


class ClinicalSignOffTask(Task):
    """A clinician of the document's language signs the exact safety text of the revision in the workflow."""

    class Meta:
        verbose_name = _("clinical sign-off")

    def _may(self, obj, user) -> bool:
        return has_role(user, Role.CLINICIAN, language=obj.locale.language_code)

    def user_can_access_editor(self, obj, user):
        return self._may(obj, user)

    def user_can_lock(self, obj, user):
        return False

    def locked_for_user(self, obj, user):
        return True

    def get_actions(self, obj, user):
        if not self._may(obj, user):
            return []
        return [("reject", _("Return with a comment"), True), ("approve", _("Sign and publish"), False)]

    def on_action(self, task_state, user, action_name, **kwargs):
        if action_name == "approve":
            import_string(SIGN)(revision=task_state.revision, by=user)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        from wagtail.models import TaskState

        if not has_role(user, Role.CLINICIAN):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)

    @classmethod
    def get_description(cls):
        return _("A clinician signs the safety text, bound to its exact wording")

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"

    def ready(self):
        from cms import checks, frozen  # noqa: F401

        # No sender: the triggers must come back whichever app's migration remade a table.
        post_migrate.connect(frozen.after_migrate, dispatch_uid="issued-is-forever")

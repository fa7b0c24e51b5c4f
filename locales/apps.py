from django.apps import AppConfig
from django.db.models.signals import pre_save


class LocalesConfig(AppConfig):
    name = "locales"
    label = "locales"

    def ready(self):
        from wagtail_localize.models import LocaleSynchronization

        pre_save.connect(no_synchronised_trees, sender=LocaleSynchronization, dispatch_uid="no synchronised trees")


def no_synchronised_trees(**kwargs):
    """wagtail-localize would fill a language with English aliases of every page."""
    from django.utils.translation import gettext as _

    from cms.errors import Reason, Refused

    raise Refused([Reason("no-synchronised-trees", _("Languages are never filled automatically: the Language desk translates each text."))])

"""The kinds of document the Language desk serves. Rooms to the right fill this in `AppConfig.ready`; this room never looks right.

registry.register("plan", "curriculum.LessonPlanPage", publish="curriculum.services.translations.approve")
"""

from dataclasses import dataclass

from django.apps import apps
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Kind:
    """One kind of document. `publish` is called as (source, language, by) and may raise Refused."""

    kind: str
    model_label: str
    publish_path: str

    @property
    def model(self):
        return apps.get_model(self.model_label)

    def publish(self, source, language: str, by):
        return import_string(self.publish_path)(source, language, by)

    def sources(self, keys=None):
        """The documents of this kind in the source language, all of them or those with the given translation keys."""
        from cms.languages import SOURCE

        rows = self.model._base_manager.filter(locale__language_code=SOURCE).select_related("locale")
        return rows if keys is None else rows.filter(translation_key__in=keys)


_kinds: dict[str, Kind] = {}


def register(kind: str, model_label: str, *, publish: str) -> None:
    """Serve documents of `kind`. `model_label` is "app.Model"; `publish` is a dotted path, loaded when first used."""
    _kinds[kind] = Kind(kind, model_label, publish)


def get(kind: str) -> Kind | None:
    """The registered kind, or None."""
    return _kinds.get(kind)


def kinds() -> list[Kind]:
    """Every registered kind, in order of registration."""
    return list(_kinds.values())


def kind_of(model) -> Kind | None:
    """The kind whose documents are rows of `model`, or None."""
    return next((k for k in _kinds.values() if k.model is model), None)

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    label = "assessments"

    def ready(self):
        from assessments.services.reasons import FINDINGS
        from curriculum.services import reasons
        from locales import registry

        reasons.register(FINDINGS)
        registry.register(
            "quiz", "assessments.Quiz", publish="curriculum.services.translations.approve",
        )  # fmt: skip

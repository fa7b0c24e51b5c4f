from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"
    label = "training"

    def ready(self):
        from assessments import registry as occasions
        from cms import going_live
        from cms.tablet import kinds
        from locales import registry as desk
        from training.services import certificates, sessions
        from training.services.going_live import end_demonstration

        going_live.register(end_demonstration)

        occasions.register(occasion_for=certificates.occasion_for, rule_for=certificates.rule_for, after_scoring=certificates.after_scoring)
        kinds.register(sessions.KIND, sessions.VERSION, sessions.SCHEMA, sessions.project)
        desk.register(
            "course", "training.Course", publish="curriculum.services.translations.approve",
        )  # fmt: skip

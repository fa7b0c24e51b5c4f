from django.apps import AppConfig

DOCUMENTS = {
    "module": "curriculum.ModulePage",
    "competency": "curriculum.Competency",
    "plan": "curriculum.LessonPlanPage",
    "unit": "curriculum.LearningUnitPage",
}


class CurriculumConfig(AppConfig):
    name = "curriculum"
    label = "curriculum"

    def ready(self):
        from cms import going_live
        from curriculum.services.going_live import end_demonstration
        from locales import registry

        going_live.register(end_demonstration)

        for kind, model in DOCUMENTS.items():
            registry.register(kind, model, publish="curriculum.services.translations.approve")

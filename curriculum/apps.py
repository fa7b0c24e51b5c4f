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
        from locales import registry

        for kind, model in DOCUMENTS.items():
            registry.register(
                kind, model, publish="curriculum.services.translations.approve", sign="curriculum.services.sign_offs.sign_revision"
            )

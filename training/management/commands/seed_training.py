"""Load the demonstration course through the gate and enrol the demo counselors. Idempotent; nothing is overwritten."""

from django.core.management import BaseCommand
from django.utils import timezone

from cms.languages import SOURCE, TARGETS
from cms.models import Organisation, User
from cms.starter import read
from curriculum.services.issuing import demo_people, issue, issue_translation, offered
from training.models import Cohort, Course, Enrolment
from training.services import enrol, starter

COHORT, COURSE = "demo", "FIRST"


class Command(BaseCommand):
    help = "Load the demonstration course as the demo people, and enrol the demo counselors as the demo trainer."

    def handle(self, **options):
        self.say = self.stdout.write if options["verbosity"] else (lambda _: None)
        done = offered("course")
        for path in sorted(starter.FOLDER.glob(f"*.{SOURCE}.md")):
            if (code_of(path), SOURCE) not in done:
                self.say(f"  course {code_of(path)}")
                issue(starter.build_course(read(path)), demo_people(SOURCE))
        for language in TARGETS:
            self.translations(language, done)
        self.enrolments()

    def translations(self, language: str, done: set) -> None:
        for path in sorted(starter.FOLDER.glob(f"*.{language}.md")):
            if (code_of(path), language) not in done:
                self.say(f"  course {code_of(path)} in {language}")
                course = Course.objects.get(code=code_of(path), locale__language_code=SOURCE)
                issue_translation(course, language, starter.texts(read(path), course.translation_key), demo_people(language))

    def enrolments(self) -> None:
        people = User.objects.filter(username__in=[f"counselor-{code}" for code in TARGETS], is_demo=True)
        waiting = people.exclude(pseudonym__in=Enrolment.objects.filter(cohort__name=COHORT).values("counselor"))
        if not waiting:
            return
        course = Course.objects.get(code=COURSE, locale__language_code=SOURCE)
        cohort, _ = Cohort.objects.get_or_create(
            organisation=Organisation.objects.get(code="demo"), name=COHORT,
            defaults={"course": course, "starts_on": timezone.localdate()},
        )  # fmt: skip
        trainer = User.objects.get(username="trainer")
        for counselor in waiting:
            self.say(f"  {counselor.username} enrolled")
            enrol(counselor=counselor, cohort=cohort, by=trainer)


def code_of(path) -> str:
    return path.name.split(".")[0]

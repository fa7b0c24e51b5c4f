"""Load the starter quizzes through the gate, then their translations. Idempotent; nothing is overwritten."""

from django.core.management import BaseCommand

from assessments.models import Quiz
from assessments.services import starter
from cms.languages import SOURCE, TARGETS
from cms.starter import read
from curriculum.services.issuing import demo_people, issue, issue_translation, offered


class Command(BaseCommand):
    help = "Load the starter quizzes as the demo author, clinicians, translators and reviewers."

    def handle(self, **options):
        self.say = self.stdout.write if options["verbosity"] else (lambda _: None)
        done = offered("quiz")
        self.quizzes(done)
        for language in TARGETS:
            self.translations(language, done)

    def quizzes(self, done: set) -> None:
        for path in sorted(starter.FOLDER.glob(f"*.{SOURCE}.md")):
            if (code_of(path), SOURCE) not in done:
                self.say(f"  quiz {code_of(path)}")
                people = demo_people(SOURCE)
                issue(starter.build_quiz(read(path), people.writer), people)

    def translations(self, language: str, done: set) -> None:
        for path in sorted(starter.FOLDER.glob(f"*.{language}.md")):
            if (code_of(path), language) not in done:
                self.say(f"  quiz {code_of(path)} in {language}")
                quiz = Quiz.objects.get(code=code_of(path), locale__language_code=SOURCE)
                words = starter.texts(read(path), quiz.translation_key)
                issue_translation(quiz, language, words, demo_people(language))


def code_of(path) -> str:
    """The code of the quiz in a file: one quiz per plan, named after it."""
    return f"{path.name.split('.')[0]}-Q"

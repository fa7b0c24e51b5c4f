"""Load the starter modules, competencies, contacts, plans and units through the gate. Idempotent; nothing is overwritten."""

from django.core.management import BaseCommand
from wagtail.models import Page

from cms.languages import SOURCE, TARGETS
from cms.models import HomePage
from cms.starter import read
from curriculum.models import Competency, LessonPlanPage, ModulePage, ReferralContact
from curriculum.services import starter
from curriculum.services.issuing import demo_people, issue, issue_translation, offered
from curriculum.services.structure import prepare_structure


class Command(BaseCommand):
    help = "Load the starter curriculum as the demo author, clinicians, translators and reviewers."

    def handle(self, **options):
        self.say = self.stdout.write if options["verbosity"] else (lambda _: None)
        prepare_structure()
        self.common()
        self.plans()
        self.translations()

    def common(self) -> None:
        """Contacts first (plans show them), then competencies and modules."""
        people, locale, done = demo_people(SOURCE), starter.source_locale(), offered("module") | offered("competency")
        file = None
        for section, kind in (("Contacts", None), ("Competencies", "competency"), ("Modules", "module")):
            if kind and all((code, SOURCE) in done for code in KNOWN[kind]()) and KNOWN[kind]():
                continue
            file = file or read(starter.FOLDER / f"common.{SOURCE}.md")
            for element in file.section(section).elements:
                if section == "Contacts":
                    contact(starter.contact(element, locale), people.writer)
                elif (element.key, SOURCE) not in done:
                    self.say(f"  {kind} {element.key}")
                    draft = starter.competency(element, locale) if kind == "competency" else starter.module(element, locale)
                    issue(saved(draft, lambda: HomePage.objects.get(locale=locale)), people)

    def plans(self) -> None:
        """English plans with their units, after the plans they require."""
        people, locale, done = demo_people(SOURCE), starter.source_locale(), offered("plan")
        waiting = [path for path in sorted(starter.FOLDER.glob(f"*.{SOURCE}.md")) if code_of(path) != "common"]
        if all((code_of(path), SOURCE) in done for path in waiting):
            return
        for file in starter.in_order([read(path) for path in waiting]):
            if (file.front["code"], SOURCE) in done:
                continue
            self.say(f"  plan {file.front['code']}")
            module = ModulePage.objects.get(code=file.front["module"], locale=locale)
            page = issue(saved(starter.plan(file, locale), lambda m=module: m), people)
            issue(saved(starter.unit(file, locale), lambda p=page: p), people)

    def translations(self) -> None:
        """Each language: modules, competencies, then the plans that have a file."""
        for language in TARGETS:
            self.common_in(language)
            done = offered("plan") | offered("unit")
            for path in sorted(starter.FOLDER.glob(f"*.{language}.md")):
                code = code_of(path)
                if code == "common" or {(code, language), (f"{code}-U", language)} <= readable(done, language):
                    continue
                self.say(f"  plan {code} in {language}")
                source, translated = read(starter.FOLDER / f"{code}.{SOURCE}.md"), read(path)
                page = LessonPlanPage.objects.get(code=code, locale__language_code=SOURCE)
                words = {**starter.plan_texts(source, translated), **self.contact_texts(language)}
                issue_translation(page, language, words, demo_people(language))
                unit = page.get_children().get(slug="unit").specific
                issue_translation(unit, language, starter.unit_texts(source, translated), demo_people(language))

    def common_in(self, language: str) -> None:
        path, done = starter.FOLDER / f"common.{language}.md", offered("module") | offered("competency")
        sources = [*Competency.objects.filter(locale__language_code=SOURCE), *ModulePage.objects.filter(locale__language_code=SOURCE)]
        sources = [s for s in sources if (s.code, language) not in readable(done, language)]
        if not sources or not path.exists():
            return
        words = starter.common_texts(read(starter.FOLDER / f"common.{SOURCE}.md"), read(path))
        for source in sources:
            self.say(f"  {source.kind} {source.code} in {language}")
            mine = {key: text for key, text in words.items() if key[0] == str(source.translation_key)}
            issue_translation(source, language, mine, demo_people(language))

    def contact_texts(self, language: str) -> dict:
        """The words of every contact: plans carry them as components."""
        words = starter.common_texts(read(starter.FOLDER / f"common.{SOURCE}.md"), read(starter.FOLDER / f"common.{language}.md"))
        keys = {str(k) for k in ReferralContact.objects.filter(locale__language_code=SOURCE).values_list("translation_key", flat=True)}
        return {key: text for key, text in words.items() if key[0] in keys}


KNOWN = {
    "competency": lambda: list(Competency.objects.filter(locale__language_code=SOURCE).values_list("code", flat=True)),
    "module": lambda: list(ModulePage.objects.filter(locale__language_code=SOURCE).values_list("code", flat=True)),
}


def readable(done: set, language: str) -> set:
    return {pair for pair in done if pair[1] == language}


def code_of(path) -> str:
    return path.name.split(".")[0]


def contact(draft: ReferralContact, author) -> None:
    """A contact is a component of plans: published for use, read only inside an issued plan."""
    if not ReferralContact.objects.filter(translation_key=draft.translation_key, locale=draft.locale).exists():
        draft.live = False
        draft.save()
        draft.save_revision(user=author).publish(user=author)


def saved(draft, parent):
    """The draft as a row: a snippet is saved, a page is added below its parent. A half-made one from a broken run is used again."""
    found = type(draft)._base_manager.filter(translation_key=draft.translation_key, locale=draft.locale).first()
    if found:
        return found
    if isinstance(draft, Page):
        parent().add_child(instance=draft)
    else:
        draft.save()
    return draft

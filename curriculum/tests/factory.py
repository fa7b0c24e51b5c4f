"""Small documents for tests, made with the models that authors use."""

import json
import uuid

from wagtail.models import Locale

from cms.acting import acting_as
from cms.demo import seed_people
from cms.models import HomePage, User
from curriculum import models
from curriculum.services.sign_offs import sign_revision
from curriculum.services.structure import prepare_structure


class World:
    """Demo people, one module, one competency, one contact, and the shortcuts tests use."""

    def __init__(self):
        seed_people("correct-horse-battery")
        prepare_structure()
        self.locale = Locale.objects.get(language_code="en")
        self.author, self.clinician = self.person("author"), self.person("clinician")
        self.competency = models.Competency.objects.create(code="grounding", title="Grounding", text="Leads grounding.", locale=self.locale)
        self.contact = models.ReferralContact(
            code="1098", title="Child helpline", number="1098", use="Any child in need.", locale=self.locale
        )
        self.contact.live = True
        self.contact.save()
        home = HomePage.objects.get(locale=self.locale)
        self.module = models.ModulePage(title="Strong feelings", code="er", slug="er", text="Feelings.", order=3, locale=self.locale)
        home.add_child(instance=self.module)
        self.module = self.publish(self.module, sign=False)

    @staticmethod
    def person(name: str) -> User:
        return User.objects.get(username=name)

    def plan(self, code: str = "ER9", **values) -> models.LessonPlanPage:
        """A complete draft plan, saved below the module."""
        page = models.LessonPlanPage(
            translation_key=uuid.uuid4(), locale=self.locale, code=code, slug=code.lower(), summary="Feet on the floor.", minutes=5,
            title="Feet on the floor" if code == "ER9" else f"Plan {code}", audience=["children"], licence="CC BY 4.0",
            card_title="When a child tells", card_text="Listen. Promise no secrecy.", card_contacts=["1098"],
            flow=json.dumps([self.step("say", 2, "Feel your feet on the floor."), self.step("do", 3, "Breathe out slowly.")]),
        )  # fmt: skip
        page.objectives = [models.Objective(text="Can lead it.", competency=self.competency, locale=self.locale)]
        page.red_flags = [
            models.RedFlag(sign="A child is in danger.", urgency="now", action="Call.", contact=self.contact, locale=self.locale)
        ]
        for name, value in values.items():
            setattr(page, name, value)
        self.module.add_child(instance=page)
        return page

    @staticmethod
    def step(kind: str, minutes: int, text: str) -> dict:
        value = {"minutes": minutes, "text": text, "note": "", "part": "main", "core": True}
        return {"type": kind, "id": str(uuid.uuid4()), "value": value}

    def draft(self, page):
        """A revision by the author."""
        return page.save_revision(user=self.author)

    def sign(self, revision):
        return sign_revision(revision=revision, by=self.clinician)

    def publish(self, page, sign: bool = True):
        """Draft, signed, live: the page as stored afterwards."""
        with acting_as(self.author):
            revision = self.draft(page)
            if sign:
                self.sign(revision)
            revision.publish(user=self.author)
        return type(page).objects.get(pk=page.pk)

    def issued(self, code: str = "ER9", **values):
        """A plan in force."""
        return self.publish(self.plan(code, **values))


def say(page, text: str):
    """The page with other words in its first `say` step; ids stay."""
    raw = list(page.flow.raw_data)
    raw[0] = {**raw[0], "value": {**raw[0]["value"], "text": text}}
    page.flow = json.dumps(raw)
    return page


def do(page, text: str):
    """The page with other words in its `do` step, which is no safety text."""
    raw = list(page.flow.raw_data)
    raw[1] = {**raw[1], "value": {**raw[1]["value"], "text": text}}
    page.flow = json.dumps(raw)
    return page

"""Made-up plans of about 16 KB, as real pages published through the gate, and quizzes beside them."""

import json
import random
import uuid

from django.utils import timezone
from wagtail.models import Locale

from cms.acting import acting_as
from cms.models import User
from curriculum import models
from curriculum.services import blobs
from curriculum.services.releases import Change, release
from curriculum.services.sign_offs import sign_revision

WORDS = "the group can feel calm and safe when we breathe slowly together then say what helped today and rest now if you like".split()
PER_MODULE = 12


def sentence(rng: random.Random, length: int = 24) -> str:
    """Words in a random order, some with a made-up ending, so that it compresses about as well as prose does."""
    return " ".join(w + rng.choice(["", "", "", rng.choice(WORDS)[:3]]) for w in rng.choices(WORDS, k=length)).capitalize() + "."


def step(rng: random.Random, kind: str, length: int) -> dict:
    value = {"minutes": 1, "text": sentence(rng, length), "note": "", "part": "main", "core": True}
    return {"type": kind, "id": str(uuid.UUID(int=rng.getrandbits(128))), "value": value}


class Corpus:
    """Grows the curriculum to a number of plans; `edit` publishes one changed sentence."""

    def __init__(self):
        self.locale = Locale.objects.get(language_code="en")
        self.author, self.clinician = (User.objects.get(username=n) for n in ("author", "clinician"))
        self.contact = models.ReferralContact.objects.get(code="1098", locale=self.locale)
        self.competency = models.Competency.objects.get(code="grounding", locale=self.locale)
        self.home = models.ModulePage.objects.get(code="er", locale=self.locale).get_parent()
        self.made: list[str] = []

    def grow(self, plans: int) -> None:
        """Publish plans (with a quiz each) until there are `plans` made-up ones."""
        while len(self.made) < plans:
            self.plan(f"B{len(self.made) + 1}")

    def plan(self, code: str) -> None:
        rng = random.Random(code)  # noqa: S311 - made-up text, not a secret
        flow = [step(rng, "say" if n % 3 == 0 else "do", 22) for n in range(40)]
        page = models.LessonPlanPage(
            translation_key=uuid.UUID(int=rng.getrandbits(128)), locale=self.locale, code=code, slug=code.lower(),
            title=sentence(rng, 5)[:60], summary=sentence(rng, 12)[:200], background=sentence(rng, 90), audience=["children"],
            minutes=40, licence="CC BY 4.0", card_title="When a child tells", card_contacts=["1098"],
            card_text="Listen. Promise no secrecy. Tell the supervisor.",
            flow=json.dumps(flow), change_note="Made up for measuring.",
        )  # fmt: skip
        page.objectives = [models.Objective(text=sentence(rng, 12), competency=self.competency, locale=self.locale)]
        page.red_flags = [
            models.RedFlag(sign=sentence(rng, 12), urgency="now", action=sentence(rng, 20), contact=self.contact, locale=self.locale)
        ]
        self.module(len(self.made) // PER_MODULE).add_child(instance=page)
        self.publish(page)
        self.quiz(code, page, rng)
        self.made.append(code)

    def module(self, number: int) -> models.ModulePage:
        found = models.ModulePage.objects.filter(code=f"b{number}", locale=self.locale).first()
        if found:
            return found
        home = type(self.home).objects.get(pk=self.home.pk)
        module = models.ModulePage(title=f"Bench {number}", code=f"b{number}", slug=f"b{number}", text="Made up.", locale=self.locale)
        home.specific.add_child(instance=module)
        with acting_as(self.author):
            module.save_revision(user=self.author).publish(user=self.author)
        return models.ModulePage.objects.get(pk=module.pk)

    def publish(self, page) -> None:
        with acting_as(self.author):
            revision = page.save_revision(user=self.author)
            sign_revision(revision=revision, by=self.clinician)
            revision.publish(user=self.author)

    def edit(self, code: str, number: int) -> None:
        """Change one sentence of a plan and publish it."""
        page = models.LessonPlanPage.objects.get(code=code, locale=self.locale)
        raw = list(page.flow.raw_data)
        raw[1] = {**raw[1], "value": {**raw[1]["value"], "text": f"Breathe out slowly, {number} times."}}
        page.flow, page.change_class, page.change_note = json.dumps(raw), "content", "Measured."
        self.publish(page)

    def quiz(self, code: str, page, rng: random.Random) -> None:
        """A quiz of ten items as bytes in the release; the item bank is not what is measured."""
        document = uuid.UUID(int=rng.getrandbits(128))
        items = [
            {
                "id": str(uuid.UUID(int=rng.getrandbits(128))), "stem": sentence(rng, 30), "safety": True,
                "options": [{"id": str(uuid.UUID(int=rng.getrandbits(128))), "text": sentence(rng, 12)} for _ in range(4)],
            }
            for _ in range(10)
        ]  # fmt: skip
        self.put("quiz", f"{code}-Q", document, page.module_code, {"schema": "quiz/1", "title": code, "items": items})

    def fill(self, plans: int) -> None:
        """Put made-up plans in force as bytes only, for the size of a curriculum that nobody has typed."""
        held = models.InForce.objects.filter(document_kind="plan", language="en").count()
        for number in range(held, plans):
            rng = random.Random(f"fill{number}")  # noqa: S311
            document = uuid.UUID(int=rng.getrandbits(128))
            steps = [{"id": str(n), "text": sentence(rng, 20)} for n in range(10)]
            self.put(
                "plan", f"F{number}", document, f"f{number // PER_MODULE}", {"schema": "plan/1", "title": f"F{number}", "steps": steps}
            )

    def put(self, kind: str, code: str, document: uuid.UUID, module: str, content: dict) -> None:
        made = blobs.packed({**content, "id": str(document), "code": code, "language": "en"})
        blobs.store([made])
        edition = models.Edition.objects.create(
            document_kind=kind, document=document, code=code, number=1, change_class="content", skeleton_sha="0" * 64,
            issued_at=timezone.now(),
        )  # fmt: skip
        rendering = models.Rendering.objects.create(
            edition=edition, language="en", blob_id=made.sha256, approval="demonstration", approved_at=timezone.now()
        )
        change = Change(kind, str(document), code, module, "en", "put", rendering, face={"title": code})
        release([change], note="bench")

"""A made-up curriculum for the tablet's tests: documents of a realistic size, released through the service that releases."""

import random
import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from cms.models import CareHome, Organisation, User
from cms.tablet.pairing import make_code
from curriculum.models import Edition, Rendering
from curriculum.services import blobs
from curriculum.services.releases import Change, release

SYLLABLES = {
    "en": "the group can feel calm and safe when we breathe slowly together then say what helped today and rest".split(),
    "hi": "हम सब मिलकर धीरे साँस लेते हैं और फिर बताते हैं कि आज किस बात से मन को थोड़ा आराम मिला यह ठीक है".split(),
    "mr": "आपण सगळे मिळून हळू श्वास घेतो आणि मग सांगतो की आज कशामुळे मनाला थोडा आराम मिळाला हे ठीक आहे".split(),
    "bn": "আমরা সবাই মিলে ধীরে শ্বাস নিই তারপর বলি আজ কোন কথায় মন একটু শান্ত হল এটা ঠিক আছে".split(),
}


def sentence(rng: random.Random, language: str) -> str:
    """Words in a random order with a random tail, so that texts compress about as well as real ones."""
    words = rng.choices(SYLLABLES[language], k=12)
    return " ".join(word + rng.choice(["", "", "", rng.choice(SYLLABLES[language])[:3]]) for word in words)


def plan_document(code: str, language: str, document: str, number: int = 1, size: int = 16_000) -> dict:
    """A plan/1 document of about `size` bytes, the same for the same arguments."""
    rng = random.Random(f"{code} {language}")
    steps, total = [], 0
    while total < size - 1_000:
        text = sentence(rng, language)
        step = {"id": str(uuid.UUID(int=rng.getrandbits(128))), "kind": "say", "minutes": 3, "text": text, "safety": True}
        steps.append(step)
        total += len(text.encode()) + 110
    steps[0]["text"] += f" ({number})"
    return {"schema": "plan/1", "id": document, "code": code, "language": language, "title": code, "steps": steps}


def module_of(code: str) -> str:
    """The letters before the first digit: ER3 and ER3Q belong to er."""
    return code.rstrip("Q").rstrip("0123456789").lower()


@dataclass
class Shelf:
    """Documents released so far on one channel."""

    channel: str = "stable"
    number: dict = field(default_factory=dict)

    def rendering(self, code: str, language: str, size: int = 16_000, media: list | None = None) -> tuple[str, Rendering]:
        """The next edition of a plan in one language, with its card; stored, not yet released."""
        document = str(uuid.uuid5(uuid.NAMESPACE_OID, code))
        number = self.number[code] = self.number.get(code, 0) + 1
        made = blobs.packed(plan_document(code, language, document, number, size))
        card = blobs.packed({"schema": "card/1", "id": document, "code": code, "language": language, "text": f"{code} 112 1098"})
        key = blobs.packed({"schema": "quiz-key/1", "code": code, "number": number, "secret": "right"}, private=True)
        blobs.store([made, card, key])
        now = timezone.now()
        edition = Edition.objects.create(
            document_kind="plan", document=document, code=code, number=number, change_class="content", skeleton_sha="0", issued_at=now
        )
        return document, Rendering.objects.create(
            edition=edition, language=language, blob_id=made.sha256, key_blob_id=key.sha256, card_blob_id=card.sha256, media=media or [],
            approval="demonstration", safety_sha="0", approved_at=now,
        )  # fmt: skip

    def put(self, *codes: str, language: str = "hi", size: int = 16_000, media: list | None = None):
        """Release a next edition of each plan; its module is its code without the digits."""
        changes = []
        for code in codes:
            document, rendering = self.rendering(code, language, size, media)
            changes.append(Change("plan", document, code, module_of(code), language, "put", rendering))
        return release(changes, channel=self.channel)

    def withhold(self, code: str, language: str = "hi", reason: str = "safety-change"):
        document = str(uuid.uuid5(uuid.NAMESPACE_OID, code))
        return release(
            [Change("plan", document, code, module_of(code), language, "withhold", reason=reason)],
            channel=self.channel,
        )


def home(code: str = "home-07", channel: str = "stable", spoken: tuple = ("hi", "en")) -> CareHome:
    organisation, _ = Organisation.objects.get_or_create(code="trial", defaults={"name": "Trial"})
    return CareHome.objects.create(organisation=organisation, code=code, channel=channel, languages=list(spoken))


def code_for(place: CareHome) -> str:
    by, _ = User.objects.get_or_create(username="supervisor-7")
    return make_code(home=place, by=by)

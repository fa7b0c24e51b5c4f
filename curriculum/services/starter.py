"""Starter files → draft objects, and the words of a translation keyed as wagtail-localize keys its segments.

What a file says is data; going live happens in `curriculum.services.issuing`, through the gate that people pass.
"""

import json
import uuid
from pathlib import Path

from django.conf import settings
from wagtail.models import Locale

from cms.languages import SOURCE
from cms.starter import Element, StarterFile, key_uuid, read
from curriculum import models

FOLDER = Path(settings.BASE_DIR) / "curriculum" / "starter"


def files(folder: Path, language: str) -> list[StarterFile]:
    """The document files of a folder in a language, in file order; the common file is not one of them."""
    return [read(path) for path in sorted(folder.glob(f"*.{language}.md")) if not path.name.startswith("common.")]


def in_order(plans: list[StarterFile]) -> list[StarterFile]:
    """Plans after the plans they require."""
    ordered: list[StarterFile] = []
    waiting = list(plans)
    while waiting:
        placed = {f.front["code"] for f in ordered}
        ready = [f for f in waiting if set(f.front["prerequisites"]) <= placed]
        if not ready:
            raise ValueError(f"prerequisites in a circle: {[f.front['code'] for f in waiting]}")
        ordered += ready
        waiting = [f for f in waiting if f not in ready]
    return ordered


class Texts(dict):
    """Words of one translation: (owner id, segment path) → text. Empty fields are left out."""

    def put(self, owner, path: str, text: str) -> None:
        if text:
            self[(str(owner), path)] = text


# --- common file -------------------------------------------------------------------------------------------------------


def contact(element: Element, locale: Locale) -> models.ReferralContact:
    """A referral contact, not yet verified by anyone."""
    return models.ReferralContact(
        translation_key=uuid.UUID(element.attributes["id"]), locale=locale, code=element.key, number=element.attributes["number"],
        title=element.fields["title"], hours=element.fields.get("hours", ""), use=element.text,
    )  # fmt: skip


def competency(element: Element, locale: Locale) -> models.Competency:
    """A competency with its four levels."""
    made = models.Competency(
        translation_key=uuid.UUID(element.attributes["id"]),
        locale=locale,
        code=element.key,
        title=element.fields["title"],
        text=element.text,
    )
    made.levels = [
        models.CompetencyLevel(
            translation_key=key_uuid(made.translation_key, f"level{n}"),
            locale=locale,
            level=n,
            text=element.fields[f"level{n}"],
            sort_order=n,
        )
        for n in (1, 2, 3, 4)
    ]
    return made


def module(element: Element, locale: Locale) -> models.ModulePage:
    return models.ModulePage(
        translation_key=uuid.UUID(element.attributes["id"]), locale=locale, code=element.key, slug=element.key,
        order=int(element.attributes["order"]), title=element.fields["title"], text=element.text,
    )  # fmt: skip


def common_texts(source: StarterFile, translated: StarterFile) -> Texts:
    """The words of the common file: modules, competencies and contacts. The ids stand in the source file only."""
    texts = Texts()
    for section in ("Modules", "Competencies", "Contacts"):
        words = translated.section(section).by_key()
        for element in source.section(section).elements:
            owner, its = element.attributes["id"], words[element.key]
            texts.put(owner, "title", its.fields["title"])
            texts.put(owner, "use" if section == "Contacts" else "text", its.text)
            texts.put(owner, "hours", its.fields.get("hours", ""))
            for n in (1, 2, 3, 4):
                texts.put(owner, f"levels.{key_uuid(owner, f'level{n}')}.text", its.fields.get(f"level{n}", ""))
    return texts


# --- plan file ---------------------------------------------------------------------------------------------------------


def plan(file: StarterFile, locale: Locale) -> models.LessonPlanPage:
    """The plan of a file as an unsaved page; its rows and steps carry the ids of docs/content-format.md."""
    front, card = file.front, file.section("Plan/Safety card").elements[0]
    page = models.LessonPlanPage(
        translation_key=uuid.UUID(front["id"]), locale=locale, code=front["code"], slug=front["code"].lower(), title=front["title"],
        order=front["order"], summary=file.section("Plan/Summary").text, background=file.section("Plan/Background").text,
        audience=front["audience"], age_min=front["age"][0], age_max=front["age"][1], group_min=front["group"][0],
        group_max=front["group"][1], composition=front["composition"], minutes=front["minutes"], standalone=front["standalone"],
        practice=file.section("Plan/Between sessions").text, card_title=card.fields["title"], card_text=card.text,
        card_contacts=card.attributes["contacts"].split(","), evidence=front["evidence"], source=front["source"], licence=front["licence"],
        attribution=front["attribution"], change_class="content", change_note=front["change_note"],
    )  # fmt: skip
    page.flow = json.dumps([step(page.translation_key, element) for element in file.section("Plan/Flow").elements])
    for name, rows in _rows(file, page, locale).items():
        setattr(page, name, rows)
    return page


def step(document, element: Element) -> dict:
    """One step as a stream block."""
    kind, minutes, part, core = element.words
    value = {
        "minutes": int(minutes.split()[0]), "text": element.text, "note": element.fields.get("note", ""), "part": part,
        "core": core == "core",
    }  # fmt: skip
    return {"type": kind, "id": str(key_uuid(document, element.key)), "value": value}


def _rows(file: StarterFile, page, locale: Locale) -> dict[str, list]:
    """The inline children of a plan."""

    def make(model, element, order, **values):
        return model(translation_key=key_uuid(page.translation_key, element.key), locale=locale, sort_order=order, **values)

    def each(section, model, values):
        return [make(model, e, n, **values(e)) for n, e in enumerate(file.section(f"Plan/{section}").elements)]

    competencies = {c.code: c for c in models.Competency.objects.filter(locale=locale)}
    contacts = {c.code: c for c in models.ReferralContact.objects.filter(locale=locale)}
    required = models.LessonPlanPage.objects.filter(locale=locale, code__in=file.front["prerequisites"])
    requirements = [
        row
        for section, kind in (("Materials", "material"), ("Preparation", "preparation"), ("Room", "room"))
        for row in each(section, models.Requirement, lambda e, kind=kind: {"kind": kind, "text": e.text})
    ]
    for order, row in enumerate(requirements):
        row.sort_order = order
    return {
        "objectives": each(
            "Objectives", models.Objective, lambda e: {"text": e.text, "competency": competencies[e.attributes["competency"]]}
        ),
        "prerequisites": [
            models.Prerequisite(translation_key=key_uuid(page.translation_key, "requires", p.code), locale=locale, sort_order=n, requires=p)
            for n, p in enumerate(required)
        ],
        "requirements": requirements,
        "do_not_use_if": each("Do not use if", models.DoNotUseIf, lambda e: {"text": e.text, "instead": e.fields["instead"]}),
        "adaptations": each("Adaptations", models.Adaptation, lambda e: {"kind": e.words[0], "text": e.text}),
        "if_then": each("If then", models.IfThen, lambda e: {"situation": e.text, "action": e.fields["then"]}),
        "red_flags": each(
            "Red flags",
            models.RedFlag,
            lambda e: {
                "sign": e.text,
                "urgency": e.words[0],
                "action": e.fields["action"],
                "contact": contacts[e.attributes["contact"]],
            },  # fmt: skip
        ),
        "self_checks": each("Self-check", models.SelfCheck, lambda e: {"text": e.text}),
    }


# section of the file → (relation, {field of the file: field of the row})
PLAN_PATHS = {
    "Objectives": ("objectives", {"text": "text"}),
    "Materials": ("requirements", {"text": "text"}),
    "Preparation": ("requirements", {"text": "text"}),
    "Room": ("requirements", {"text": "text"}),
    "Do not use if": ("do_not_use_if", {"text": "text", "instead": "instead"}),
    "Flow": ("flow", {"text": "text", "note": "note"}),
    "Adaptations": ("adaptations", {"text": "text"}),
    "If then": ("if_then", {"text": "situation", "then": "action"}),
    "Red flags": ("red_flags", {"text": "sign", "action": "action"}),
    "Self-check": ("self_checks", {"text": "text"}),
}


def plan_texts(source: StarterFile, translated: StarterFile) -> Texts:
    """The words of a translated plan (not of its contacts)."""
    owner, texts = source.front["id"], Texts()
    texts.put(owner, "title", translated.front["title"])
    for section, field in (("Summary", "summary"), ("Background", "background"), ("Between sessions", "practice")):
        texts.put(owner, field, translated.section(f"Plan/{section}").text)
    card = translated.section("Plan/Safety card").elements[0]
    texts.put(owner, "card_title", card.fields["title"])
    texts.put(owner, "card_text", card.text)
    for section, (relation, fields) in PLAN_PATHS.items():
        for element in translated.section(f"Plan/{section}").elements:
            words = {"text": element.text, **element.fields}
            for name, column in fields.items():
                texts.put(owner, f"{relation}.{key_uuid(owner, element.key)}.{column}", words.get(name, ""))
    return texts


# --- learning unit -----------------------------------------------------------------------------------------------------


def unit(file: StarterFile, locale: Locale) -> models.LearningUnitPage:
    """The learning unit of a plan file as an unsaved page."""
    key = uuid.UUID(file.front["unit_id"])
    blocks = [
        {
            "type": element.words[0], "id": str(key_uuid(key, element.key)),
            "value": {"heading": element.fields["heading"], "text": element.text},
        }
        for element in file.section("Learning unit/Blocks").elements
    ]  # fmt: skip
    return models.LearningUnitPage(
        translation_key=key, locale=locale, slug="unit", title=file.section("Learning unit/Title").text,
        minutes=int(file.section("Learning unit/Minutes").text), blocks=json.dumps(blocks), change_class="content",
        change_note=file.front["change_note"],
    )  # fmt: skip


def unit_texts(source: StarterFile, translated: StarterFile) -> Texts:
    """The words of a translated learning unit."""
    owner, texts = source.front["unit_id"], Texts()
    texts.put(owner, "title", translated.section("Learning unit/Title").text)
    for element in translated.section("Learning unit/Blocks").elements:
        path = f"blocks.{key_uuid(owner, element.key)}"
        texts.put(owner, f"{path}.heading", element.fields["heading"])
        texts.put(owner, f"{path}.text", element.text)
    return texts


def source_locale() -> Locale:
    return Locale.objects.get(language_code=SOURCE)

"""The lesson plan: one session's guide. What a report or tablet counts is relational; what is read aloud is a stream."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from cms.tidy import TidyWords
from curriculum import rules
from curriculum.blocks import FlowBlock
from curriculum.models.contacts import ReferralContact, localized_nodes
from curriculum.models.documents import PAGE_FIELDS, Document
from curriculum.models.modules import Competency, ModulePage
from curriculum.models.plan_form import PlanForm

COMPOSITIONS = [("any", _("any group")), ("same-gender", _("same-gender group")), ("staff", _("staff only"))]


class LessonPlanPage(Document, Page):
    """One session's guide: what is done with the group, as ordered steps."""

    kind = "plan"
    preview_template = "curriculum/plan.html"
    code = models.SlugField(max_length=20, verbose_name=_("code"))
    order = models.PositiveSmallIntegerField(default=0, verbose_name=_("order in the module"))
    summary = models.CharField(max_length=300, verbose_name=_("aim in one line"))
    background = models.TextField(blank=True, verbose_name=_("background for the facilitator"))
    audience = models.JSONField(default=list, verbose_name=_("audience"))
    age_min = models.PositiveSmallIntegerField(default=8, verbose_name=_("youngest age"))
    age_max = models.PositiveSmallIntegerField(default=17, verbose_name=_("oldest age"))
    group_min = models.PositiveSmallIntegerField(default=4, verbose_name=_("smallest group"))
    group_max = models.PositiveSmallIntegerField(default=12, verbose_name=_("largest group"))
    composition = models.CharField(max_length=12, choices=COMPOSITIONS, default="any", verbose_name=_("group composition"))
    minutes = models.PositiveSmallIntegerField(default=45, verbose_name=_("minutes"))
    standalone = models.BooleanField(default=True, verbose_name=_("stands alone"))
    flow = StreamField(FlowBlock(), blank=True, verbose_name=_("session flow"))
    practice = models.TextField(blank=True, verbose_name=_("between sessions"))
    card_title = models.CharField(max_length=80, blank=True, verbose_name=_("safety card: title"))
    card_text = models.TextField(
        blank=True, verbose_name=_("safety card: text"), help_text=_("At most 120 words with the title; always at hand.")
    )
    card_contacts = models.JSONField(default=list, blank=True, verbose_name=_("safety card: contacts"))
    evidence = models.TextField(blank=True, verbose_name=_("evidence"))
    source = models.TextField(blank=True, verbose_name=_("source"))
    licence = models.CharField(max_length=60, blank=True, verbose_name=_("licence"))
    attribution = models.CharField(max_length=200, blank=True, verbose_name=_("attribution"))

    base_form_class = PlanForm
    parent_page_types = ["curriculum.ModulePage"]
    subpage_types = ["curriculum.LearningUnitPage"]
    safety_fields = ("card_title", "card_text")
    override_translatable_fields = [
        *Document.override_translatable_fields,
        *PAGE_FIELDS,
        *(
            SynchronizedField(name, overridable=False)
            for name in ("evidence", "source", "licence", "attribution", "audience", "card_contacts")
        ),
    ]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("order")]),
                    FieldPanel("summary"),
                    FieldPanel("audience"),
                    FieldRowPanel([FieldPanel("age_min"), FieldPanel("age_max")]),
                    FieldRowPanel([FieldPanel("group_min"), FieldPanel("group_max"), FieldPanel("composition")]),
                    FieldRowPanel([FieldPanel("minutes"), FieldPanel("standalone")]),
                    InlinePanel("objectives", label=_("Objective")),
                    InlinePanel("prerequisites", label=_("Prerequisite")),
                ],
                heading=_("At a glance"),
            ),
            ObjectList(
                [FieldPanel("background"), InlinePanel("requirements", label=_("Material, preparation or room"))], heading=_("Prepare")
            ),
            ObjectList(
                [FieldPanel("flow"), FieldPanel("practice"), InlinePanel("self_checks", label=_("Self-check"))], heading=_("Session flow")
            ),
            ObjectList(
                [
                    InlinePanel("do_not_use_if", label=_("Do not use if")),
                    InlinePanel("if_then", label=_("If – then")),
                    InlinePanel("red_flags", label=_("Red flag")),
                    InlinePanel("adaptations", label=_("Adaptation")),
                    MultiFieldPanel(
                        [FieldPanel("card_title"), FieldPanel("card_text"), FieldPanel("card_contacts")], heading=_("Safety card")
                    ),
                ],
                heading=_("Safety"),
            ),
            ObjectList([FieldPanel(n) for n in ("evidence", "source", "licence", "attribution")], heading=_("Evidence and licence")),
            ObjectList([FieldPanel("change_class"), FieldPanel("change_note"), FieldPanel("slug")], heading=_("This edition")),
        ]
    )

    class Meta:
        verbose_name = _("lesson plan")
        constraints = [
            models.CheckConstraint(condition=models.Q(age_min__lte=models.F("age_max")), name="plan_youngest_age_is_not_above_the_oldest"),
            models.CheckConstraint(
                condition=models.Q(group_min__lte=models.F("group_max")), name="plan_smallest_group_is_not_above_the_largest"
            ),
        ]

    def get_url_parts(self, request=None):
        return None

    def face(self):
        return {"title": self.title, "summary": self.summary, "minutes": self.minutes, "order": self.order}

    @property
    def module(self) -> ModulePage:
        return self.get_parent().specific

    @property
    def module_code(self) -> str:
        return self.module.code

    def components(self):
        codes = set(self.card_contacts) | {flag.contact.code for flag in self.red_flags.all()}
        return list(ReferralContact.objects.filter(code__in=codes, locale__language_code="en").order_by("code"))

    def findings(self, today, live):
        return rules.plan_findings(self.document(), today, [c.standing() for c in self.components()], live)

    def document(self):
        module = self.module
        return {
            **self.head(),
            "summary": self.summary,
            "module": {"id": str(module.translation_key), "code": module.code},
            "audience": list(self.audience),
            "age": {"min": self.age_min, "max": self.age_max},
            "group": {"min": self.group_min, "max": self.group_max, "composition": self.composition},
            "minutes": self.minutes,
            "standalone": self.standalone,
            "prerequisites": [p.node() for p in self.prerequisites.all()],
            "background": self.background,
            "objectives": [o.node() for o in self.objectives.all()],
            "requirements": [r.node() for r in self.requirements.all()],
            "do_not_use_if": [d.node() for d in self.do_not_use_if.all()],
            "steps": [step_node(child) for child in self.flow],
            "adaptations": [a.node() for a in self.adaptations.all()],
            "if_then": [i.node() for i in self.if_then.all()],
            "red_flags": self._red_flag_nodes(),
            "practice": self.practice,
            "self_check": [c.node() for c in self.self_checks.all()],
            "card": self._card_node(),
            "evidence": {"basis": self.evidence, "source": self.source, "licence": self.licence, "attribution": self.attribution},
        }

    def _red_flag_nodes(self) -> list[dict]:
        flags = list(self.red_flags.all())
        contacts = localized_nodes([flag.contact for flag in flags], self.locale)
        return [{**flag.node(), "contact": contact} for flag, contact in zip(flags, contacts, strict=True)]

    def _card_node(self) -> dict | None:
        if not self.card_text:
            return None
        rows = ReferralContact.objects.filter(code__in=self.card_contacts, locale__language_code="en")
        ordered = sorted(rows, key=lambda contact: self.card_contacts.index(contact.code))
        return {
            "id": str(self.translation_key), "title": self.card_title, "text": self.card_text,
            "contacts": localized_nodes(ordered, self.locale), "safety": True,
        }  # fmt: skip

    def card_document(self):
        card = self._card_node()
        return {**self.head(), **card, "schema": "card/1"} if card else None


def step_node(child) -> dict:
    """One step of the flow as it stands in the document."""
    value = child.value
    node = {
        "id": child.id, "kind": child.block_type, "part": value["part"], "minutes": value["minutes"], "core": bool(value["core"]),
        "text": value["text"], "note": value["note"] or "",
    }  # fmt: skip
    return {**node, "safety": True} if child.block_type == "say" else node


class PlanPart(TidyWords, TranslatableMixin, Orderable):
    """A row of a plan. Its translation key is its id in every language and edition."""

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    @property
    def key(self) -> str:
        return str(self.translation_key)


class Objective(PlanPart):
    """What a participant can do afterwards, tied to the competency it practises."""

    plan = ParentalKey(LessonPlanPage, on_delete=models.CASCADE, related_name="objectives")
    text = models.TextField(verbose_name=_("objective"))
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+", verbose_name=_("competency"))

    override_translatable_fields = [SynchronizedField("competency", overridable=False)]
    panels = [FieldPanel("text"), FieldPanel("competency")]

    class Meta(PlanPart.Meta):
        pass

    def node(self):
        return {"id": self.key, "text": self.text, "competency": str(self.competency.translation_key)}


class Prerequisite(PlanPart):
    """A plan that should come before."""

    plan = ParentalKey(LessonPlanPage, on_delete=models.CASCADE, related_name="prerequisites")
    requires = models.ForeignKey(LessonPlanPage, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan"))

    panels = [FieldPanel("requires")]

    class Meta(PlanPart.Meta):
        pass

    def node(self):
        return {"id": str(self.requires.translation_key), "code": self.requires.code}


class Requirement(PlanPart):
    """A material, a preparation, or how the room must be."""

    KINDS = [("material", _("material")), ("preparation", _("preparation")), ("room", _("room"))]

    plan = ParentalKey(LessonPlanPage, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField(max_length=12, choices=KINDS, verbose_name=_("kind"))
    text = models.TextField(verbose_name=_("text"))

    panels = [FieldPanel("kind"), FieldPanel("text")]

    class Meta(PlanPart.Meta):
        pass

    def node(self):
        return {"id": self.key, "kind": self.kind, "text": self.text}


class DoNotUseIf(PlanPart):
    """A contraindication and what to do instead."""

    plan = ParentalKey(LessonPlanPage, on_delete=models.CASCADE, related_name="do_not_use_if")
    text = models.TextField(verbose_name=_("do not use if"))
    instead = models.TextField(verbose_name=_("instead"))

    safety_fields = ("text", "instead")
    panels = [FieldPanel("text"), FieldPanel("instead")]

    class Meta(PlanPart.Meta):
        pass

    def node(self):
        return {"id": self.key, "text": self.text, "instead": self.instead, "safety": True}


class Adaptation(PlanPart):
    """How the session changes for some."""

    KINDS = [
        ("younger", _("younger children")),
        ("older", _("older children")),
        ("disability", _("a disability")),
        ("non-reader", _("someone who does not read")),
        ("new-arrival", _("a new arrival")),
    ]

    plan = ParentalKey(LessonPlanPage, on_delete=models.CASCADE, related_name="adaptations")
    kind = models.CharField(max_length=12, choices=KINDS, verbose_name=_("for"))
    text = models.TextField(verbose_name=_("text"))

    panels = [FieldPanel("kind"), FieldPanel("text")]

    class Meta(PlanPart.Meta):
        pass

    def node(self):
        return {"id": self.key, "kind": self.kind, "text": self.text}


class IfThen(PlanPart):
    """What may happen in the session, and what then."""

    plan = ParentalKey(LessonPlanPage, on_delete=models.CASCADE, related_name="if_then")
    situation = models.TextField(verbose_name=_("if"))
    action = models.TextField(verbose_name=_("then"))

    safety_fields = ("situation", "action")
    panels = [FieldPanel("situation"), FieldPanel("action")]

    class Meta(PlanPart.Meta):
        pass

    def node(self):
        return {"id": self.key, "if": self.situation, "then": self.action, "safety": True}


class RedFlag(PlanPart):
    """A sign of danger, how soon to act, what to do, whom to call."""

    URGENCIES = [("now", _("now")), ("today", _("today")), ("this-week", _("this week"))]

    plan = ParentalKey(LessonPlanPage, on_delete=models.CASCADE, related_name="red_flags")
    sign = models.TextField(verbose_name=_("sign"))
    urgency = models.CharField(max_length=9, choices=URGENCIES, verbose_name=_("how soon"))
    action = models.TextField(verbose_name=_("what to do"))
    contact = models.ForeignKey(ReferralContact, on_delete=models.PROTECT, related_name="+", verbose_name=_("whom to call"))

    safety_fields = ("sign", "action")
    override_translatable_fields = [SynchronizedField("contact", overridable=False)]
    panels = [FieldPanel("sign"), FieldPanel("urgency"), FieldPanel("action"), FieldPanel("contact")]

    class Meta(PlanPart.Meta):
        pass

    def node(self):
        return {"id": self.key, "sign": self.sign, "urgency": self.urgency, "action": self.action, "safety": True}


class SelfCheck(PlanPart):
    """A question the counselor asks herself afterwards. Nobody else ever sees an answer: none is stored."""

    plan = ParentalKey(LessonPlanPage, on_delete=models.CASCADE, related_name="self_checks")
    text = models.TextField(verbose_name=_("question"))

    panels = [FieldPanel("text")]

    class Meta(PlanPart.Meta):
        pass

    def node(self):
        return {"id": self.key, "text": self.text}

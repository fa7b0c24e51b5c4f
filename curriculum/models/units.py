"""The learning unit: what the counselor studies about a plan. A document of its own, below its plan in the tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from curriculum import rules
from curriculum.blocks import UnitBlock
from curriculum.models.documents import PAGE_FIELDS, Document

LIGHT_MARKDOWN = MarkdownIt("zero", {"html": False, "breaks": True}).enable(["emphasis", "list", "newline", "escape"])
PICTURE = "width-800|format-webp"


class LearningUnitPage(Document, Page):
    """What the counselor studies before she uses the plan."""

    kind = "unit"
    preview_template = "curriculum/unit.html"
    minutes = models.PositiveSmallIntegerField(default=10, verbose_name=_("minutes of study"))
    blocks = StreamField(UnitBlock(), blank=True, verbose_name=_("what to study"))

    parent_page_types = ["curriculum.LessonPlanPage"]
    subpage_types = []
    content_panels = [*Page.content_panels, FieldPanel("minutes"), FieldPanel("blocks")]
    promote_panels = [FieldPanel("slug")]
    settings_panels = [FieldPanel("change_class"), FieldPanel("change_note")]
    override_translatable_fields = [*(f for f in Document.override_translatable_fields if f.field_name != "code"), *PAGE_FIELDS]

    class Meta:
        verbose_name = _("learning unit")

    def get_url_parts(self, request=None):
        return None

    @property
    def plan(self):
        return self.get_parent().specific

    @property
    def code(self) -> str:
        return f"{self.plan.code}-U"

    @property
    def module_code(self) -> str:
        return self.plan.module_code

    def findings(self, today, live):
        return rules.unit_findings(self.document())

    def document(self):
        plan = self.plan
        return {
            **self.head(),
            "plan": {"id": str(plan.translation_key), "code": plan.code},
            "minutes": self.minutes,
            "blocks": [block_node(child) for child in self.blocks],
        }

    def media(self) -> dict[str, tuple[str, bytes]]:
        """The pictures the document refers to: sha-256 → (media type, bytes)."""
        found = {}
        for child in self.blocks:
            if child.block_type == "image" and child.value["image"]:
                data = rendition_bytes(child.value["image"])
                found[rules.sha256(data)] = ("image/webp", data)
        return found


def rendition_bytes(image) -> bytes:
    """The bytes of the one rendition that documents use."""
    with image.get_rendition(PICTURE).file.open("rb") as file:
        return file.read()


def block_node(child) -> dict:
    """One passage or picture as it stands in the document."""
    if child.block_type == "image":
        image = child.value["image"]
        rendition = image.get_rendition(PICTURE)
        return {
            "id": child.id, "kind": "image", "blob": rules.sha256(rendition_bytes(image)), "type": "image/webp",
            "width": rendition.width, "height": rendition.height, "alt": child.value["alt"] or "",
        }  # fmt: skip
    node = {
        "id": child.id, "kind": child.block_type, "heading": child.value["heading"],
        "html": LIGHT_MARKDOWN.render(child.value["text"]).strip(),
    }  # fmt: skip
    return {**node, "safety": True} if child.block_type == "caution" else node

"""StreamField blocks: the session flow of a plan and the prose of a learning unit. Ids are Wagtail's block UUIDs."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

PARTS = [("opening", _("Opening")), ("main", _("Main part")), ("close", _("Close"))]


class SafetyText:
    """Marks a block whose wrong wording can harm: the Language desk and the sign-off treat it as such."""

    safety_text = True


class StepBlock(blocks.StructBlock):
    """One timed instruction of a plan."""

    minutes = blocks.IntegerBlock(min_value=1, max_value=120, label=_("Minutes"))
    text = blocks.TextBlock(rows=3, label=_("Text"))
    note = blocks.TextBlock(rows=2, required=False, label=_("Facilitator's note"), help_text=_("Background, printed in the left column."))
    part = blocks.ChoiceBlock(choices=PARTS, default="main", label=_("Part"))
    core = blocks.BooleanBlock(required=False, default=True, label=_("Core step"), help_text=_("Counts for fidelity."))


class SayBlock(SafetyText, StepBlock):
    """Words to say aloud, at most 40."""

    class Meta:
        icon = "openquote"
        label = _("Say")


class DoBlock(StepBlock):
    class Meta:
        icon = "pick"
        label = _("Do")


class AskBlock(StepBlock):
    class Meta:
        icon = "help"
        label = _("Ask")


class WatchBlock(StepBlock):
    class Meta:
        icon = "view"
        label = _("Watch for")


class PauseBlock(StepBlock):
    class Meta:
        icon = "history"
        label = _("Pause")


class FlowBlock(blocks.StreamBlock):
    """The session flow."""

    say = SayBlock()
    do = DoBlock()
    ask = AskBlock()
    watch = WatchBlock()
    pause = PauseBlock()


class ProseBlock(blocks.StructBlock):
    """A passage of a learning unit in light Markdown: paragraphs, **bold**, lists (docs/adr/0007)."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.TextBlock(rows=6, label=_("Text"), help_text=_("Paragraphs, **bold**, and lists with - or 1."))


class ConceptBlock(ProseBlock):
    class Meta:
        icon = "info-circle"
        label = _("Concept")


class ExampleBlock(ProseBlock):
    class Meta:
        icon = "doc-full"
        label = _("Worked example")


class PracticeBlock(ProseBlock):
    class Meta:
        icon = "edit"
        label = _("Practice")


class ReflectionBlock(ProseBlock):
    class Meta:
        icon = "comment"
        label = _("Reflection")


class CautionBlock(SafetyText, ProseBlock):
    class Meta:
        icon = "warning"
        label = _("Caution")


class PictureBlock(blocks.StructBlock):
    """A picture with its text alternative. Never a photo of a child."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(max_length=250, required=False, label=_("Text alternative"))

    class Meta:
        icon = "image"
        label = _("Picture")


class UnitBlock(blocks.StreamBlock):
    """What the counselor studies."""

    concept = ConceptBlock()
    example = ExampleBlock()
    practice = PracticeBlock()
    reflection = ReflectionBlock()
    caution = CautionBlock()
    image = PictureBlock()

"""How well: the item bank, quizzes, and the attempts people make at them."""

from assessments.models.attempts import Answer, Attempt
from assessments.models.items import Item, Option
from assessments.models.quizzes import Quiz, Slot

__all__ = ["Answer", "Attempt", "Item", "Option", "Quiz", "Slot"]

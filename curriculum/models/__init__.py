"""What is taught, and every issue of it that was ever put in force."""

from curriculum.models.contacts import ReferralContact
from curriculum.models.documents import CHANGE_CLASSES, Document
from curriculum.models.editions import Blob, Edition, Rendering, SignOff
from curriculum.models.modules import Competency, CompetencyLevel, ModulePage
from curriculum.models.plans import (
    Adaptation,
    DoNotUseIf,
    IfThen,
    LessonPlanPage,
    Objective,
    Prerequisite,
    RedFlag,
    Requirement,
    SelfCheck,
)
from curriculum.models.releases import ChannelPointer, InForce, Pack, PartInForce, Reach, Release, ReleaseChange
from curriculum.models.review import ClinicalSignOffTask
from curriculum.models.units import LearningUnitPage

__all__ = [
    "CHANGE_CLASSES",
    "Adaptation",
    "Blob",
    "ChannelPointer",
    "ClinicalSignOffTask",
    "Competency",
    "CompetencyLevel",
    "DoNotUseIf",
    "Document",
    "Edition",
    "IfThen",
    "InForce",
    "LearningUnitPage",
    "LessonPlanPage",
    "ModulePage",
    "Objective",
    "Pack",
    "PartInForce",
    "Prerequisite",
    "Reach",
    "RedFlag",
    "ReferralContact",
    "Release",
    "ReleaseChange",
    "Rendering",
    "Requirement",
    "SelfCheck",
    "SignOff",
]

"""The application and the records that accompany it."""

from brandcert.applications.models.application import Application
from brandcert.applications.models.conversation import Conversation, ConversationMessage
from brandcert.applications.models.reading import ApplicationQuerySet
from brandcert.applications.models.records import (
    ApplicationVersion,
    CorrectionItem,
    CorrectionNotice,
    EligibilityCheck,
    Material,
    Recommendation,
    Refusal,
)
from brandcert.applications.models.sheet import SheetLine
from brandcert.applications.models.units import (
    CountyOpinion,
    RecommendationLetter,
    UnitList,
    UnitPlace,
)
from brandcert.applications.models.unsaved import UnsavedInput

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "ApplicationVersion",
    "Conversation",
    "ConversationMessage",
    "CorrectionItem",
    "CorrectionNotice",
    "CountyOpinion",
    "EligibilityCheck",
    "Material",
    "Recommendation",
    "RecommendationLetter",
    "Refusal",
    "SheetLine",
    "UnitList",
    "UnitPlace",
    "UnsavedInput",
]

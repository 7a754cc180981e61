"""What the steps before the review and the desks of units and clerks ask staff for."""

from brandcert.applications.forms.sheet import EligibilityForm
from brandcert.applications.forms.steps import (
    CorrectionForm,
    FraudForm,
    MessageForm,
    RecommendForm,
    RefuseAcceptanceForm,
    RevealForm,
)
from brandcert.applications.forms.units import CountyOpinionForm, RefuseRecommendationForm, UnitDeskForm

__all__ = [
    "CorrectionForm",
    "CountyOpinionForm",
    "EligibilityForm",
    "FraudForm",
    "MessageForm",
    "RecommendForm",
    "RefuseAcceptanceForm",
    "RefuseRecommendationForm",
    "RevealForm",
    "UnitDeskForm",
]

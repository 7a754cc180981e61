"""Forms of the portal. What an answer may be is decided by the services; forms only ask and show."""

from brandcert.portal.forms.certificates import CancelCertificateForm, ChangeForm, MendingForm
from brandcert.portal.forms.choosing import ProductForm
from brandcert.portal.forms.experts import ObjectToExpertForm
from brandcert.portal.forms.pages import (
    AnswerForm,
    AppealForm,
    DayForm,
    EnterpriseForm,
    MessageForm,
    PlanForm,
    PledgeForm,
    ReasonForm,
    RectificationForm,
    RegisterForm,
    StartForm,
    StatementForm,
    division_groups,
)
from brandcert.portal.forms.products import OwnProductForm, OwnTrademarkForm
from brandcert.portal.forms.sections import AnswerField, SectionForm, marks_of
from brandcert.portal.forms.signing import SignForm

__all__ = [
    "AnswerField",
    "AnswerForm",
    "AppealForm",
    "CancelCertificateForm",
    "ChangeForm",
    "DayForm",
    "EnterpriseForm",
    "MendingForm",
    "MessageForm",
    "ObjectToExpertForm",
    "OwnProductForm",
    "OwnTrademarkForm",
    "PlanForm",
    "PledgeForm",
    "ProductForm",
    "ReasonForm",
    "RectificationForm",
    "RegisterForm",
    "SectionForm",
    "SignForm",
    "StartForm",
    "StatementForm",
    "division_groups",
    "marks_of",
]

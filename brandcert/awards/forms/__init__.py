"""What staff fill in between the meeting and the decision."""

from brandcert.awards.forms.consultations import STANCES, AskForm, HandleForm, PaperForm
from brandcert.awards.forms.hearings import (
    DECISIONS,
    AdmissionForm,
    DecideForm,
    FindingForm,
    HearingForm,
    WithdrawalForm,
)
from brandcert.awards.forms.meetings import (
    LINES,
    AddendumForm,
    AddItemForm,
    AttendanceForm,
    CallForm,
    DiscussionForm,
    Members,
    MinutesForm,
    RecuseForm,
    RejectForm,
    StageForm,
    VoteForm,
)
from brandcert.awards.forms.notices import ConfirmForm, CorrectForm
from brandcert.awards.forms.objections import (
    AdmitForm,
    HandOverForm,
    ObjectionForm,
    PaperObjectionForm,
    RevealForm,
    checked_code,
)

__all__ = [
    "DECISIONS",
    "LINES",
    "STANCES",
    "AddItemForm",
    "AddendumForm",
    "AdmissionForm",
    "AdmitForm",
    "AskForm",
    "AttendanceForm",
    "CallForm",
    "ConfirmForm",
    "CorrectForm",
    "DecideForm",
    "DiscussionForm",
    "FindingForm",
    "HandOverForm",
    "HandleForm",
    "HearingForm",
    "Members",
    "MinutesForm",
    "ObjectionForm",
    "PaperForm",
    "PaperObjectionForm",
    "RecuseForm",
    "RejectForm",
    "RevealForm",
    "StageForm",
    "VoteForm",
    "WithdrawalForm",
    "checked_code",
]

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
    RejectForm,
    StageForm,
    VoteForm,
)
from brandcert.awards.forms.notices import ConfirmForm
from brandcert.awards.forms.objections import AdmitForm, ObjectionForm, RevealForm

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
    "DecideForm",
    "DiscussionForm",
    "FindingForm",
    "HandleForm",
    "HearingForm",
    "Members",
    "MinutesForm",
    "ObjectionForm",
    "PaperForm",
    "RejectForm",
    "RevealForm",
    "StageForm",
    "VoteForm",
    "WithdrawalForm",
]

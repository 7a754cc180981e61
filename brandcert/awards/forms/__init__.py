"""What staff fill in between the meeting and the decision."""

from brandcert.awards.forms.hearings import (
    DECISIONS,
    AdmissionForm,
    DecideForm,
    FindingForm,
    HearingForm,
    WithdrawalForm,
)
from brandcert.awards.forms.meetings import LINES, CallForm, Members, MinutesForm, RejectForm, VoteForm
from brandcert.awards.forms.notices import ConfirmForm
from brandcert.awards.forms.objections import AdmitForm, ObjectionForm, RevealForm

__all__ = [
    "DECISIONS",
    "LINES",
    "AdmissionForm",
    "AdmitForm",
    "CallForm",
    "ConfirmForm",
    "DecideForm",
    "FindingForm",
    "HearingForm",
    "Members",
    "MinutesForm",
    "ObjectionForm",
    "RejectForm",
    "RevealForm",
    "VoteForm",
    "WithdrawalForm",
]

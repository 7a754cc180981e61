"""What staff fill in between the meeting and the decision."""

from brandcert.awards.forms.hearings import DECISIONS, DecideForm, FindingForm
from brandcert.awards.forms.meetings import LINES, CallForm, Members, MinutesForm, RejectForm, VoteForm
from brandcert.awards.forms.notices import ConfirmForm
from brandcert.awards.forms.objections import AdmitForm, ObjectionForm, RevealForm

__all__ = [
    "DECISIONS",
    "LINES",
    "AdmitForm",
    "CallForm",
    "ConfirmForm",
    "DecideForm",
    "FindingForm",
    "Members",
    "MinutesForm",
    "ObjectionForm",
    "RejectForm",
    "RevealForm",
    "VoteForm",
]

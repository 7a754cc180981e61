"""What is decided together, published, disputed and awarded."""

from brandcert.awards.models.announcements import Announcement, AnnouncementEntry
from brandcert.awards.models.appeals import Appeal, AppealHearing
from brandcert.awards.models.consultations import Consultation, ConsultationAnswer
from brandcert.awards.models.decisions import Award, Decision
from brandcert.awards.models.meetings import (
    AgendaItem,
    Attendance,
    Deliberation,
    Recusal,
    StagedDecision,
    Vote,
)
from brandcert.awards.models.minutes import Dossier, MinutesAddendum, MinutesSignature
from brandcert.awards.models.notices import NoticeItem, PublicNotice
from brandcert.awards.models.objections import Objection, ObjectionFile, Statement

__all__ = [
    "AgendaItem",
    "Announcement",
    "AnnouncementEntry",
    "Appeal",
    "AppealHearing",
    "Attendance",
    "Award",
    "Consultation",
    "ConsultationAnswer",
    "Decision",
    "Deliberation",
    "Dossier",
    "MinutesAddendum",
    "MinutesSignature",
    "NoticeItem",
    "Objection",
    "ObjectionFile",
    "PublicNotice",
    "Recusal",
    "StagedDecision",
    "Statement",
    "Vote",
]

"""The last part of the spine at the desk: meetings, notices, objections, decisions, appeals."""

from brandcert.awards.admin import acts, panel
from brandcert.awards.admin.announcements import AnnouncementAdmin
from brandcert.awards.admin.appeals import AppealAdmin
from brandcert.awards.admin.consultations import ConsultationAdmin
from brandcert.awards.admin.meetings import DeliberationAdmin
from brandcert.awards.admin.notices import DecisionAdmin, PublicNoticeAdmin
from brandcert.awards.admin.objections import ObjectionAdmin

__all__ = [
    "AnnouncementAdmin",
    "AppealAdmin",
    "ConsultationAdmin",
    "DecisionAdmin",
    "DeliberationAdmin",
    "ObjectionAdmin",
    "PublicNoticeAdmin",
    "acts",
    "panel",
]

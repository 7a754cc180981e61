"""How an act for many rows ends for each of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    """What came of one row; empty while it waits."""

    DONE = "done", pgettext_lazy("row of a bulk job", "done")
    REFUSED = "refused", pgettext_lazy("row of a bulk job", "refused")
    FAILED = "failed", pgettext_lazy("row of a bulk job", "failed")
    LEFT = "left", _("left out: cancelled before")


class Phase(models.TextChoices):
    """How far a job is; told from its dates."""

    ASKING = "asking", _("details to be entered")
    TRYING = "trying", _("being tried")
    TRIED = "tried", _("tried, nothing is done yet")
    RUNNING = "running", _("at work")
    PAUSED = "paused", _("paused")
    CANCELLED = "cancelled", pgettext_lazy("bulk job", "cancelled")
    FINISHED = "finished", pgettext_lazy("bulk job", "finished")


class FileKind(models.TextChoices):
    """In which format a list leaves the house."""

    XLSX = "xlsx", _("workbook (XLSX)")
    CSV = "csv", _("table (CSV)")
    PDF = "pdf", _("for printing (PDF)")


class Purpose(models.TextChoices):
    """What a copy of a list is for; a closed list, so that the log can be read and counted."""

    HANDLING = "handling", _("to handle these cases")
    MEETING = "meeting", _("papers of a meeting")
    REPORT = "report", _("statistics or a report")
    REQUEST = "request", _("asked for by a superior or supervising authority")
    CHECK = "check", _("audit or check")
    OTHER = "other", pgettext_lazy("purpose of a copy", "other")

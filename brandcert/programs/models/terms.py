"""What a batch says about its public notices and objections."""

from __future__ import annotations

import datetime
from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.programs.enums import CorrectionScope

_DAYS: Final = (MinValueValidator(1), MaxValueValidator(250))


class NoticeTerms(models.Model):
    """The hours, the basis and the clocks of public notices (公示) and of objections (异议) to them."""

    notice_opens = models.TimeField(
        _("hour at which a public notice begins"), default=datetime.time(0), help_text=_("On its first day.")
    )
    notice_closes = models.TimeField(
        _("hour at which a public notice ends"),
        null=True,
        blank=True,
        help_text=_("On its last day; empty for 24:00, the end of that day."),
    )
    notice_basis = models.TextField(
        _("basis of the public notice"),
        blank=True,
        max_length=2000,
        help_text=_("The rules by which the list is published, as the notice names them."),
    )
    notice_correction = models.CharField(
        _("when a public notice is corrected"),
        max_length=8,
        choices=CorrectionScope,
        default=CorrectionScope.ITEMS,
        help_text=_("What is published again, with a period of its own."),
    )
    objection_admit_days = models.PositiveSmallIntegerField(
        _("working days to admit an objection or not"), default=5, validators=_DAYS
    )
    objection_days = models.PositiveSmallIntegerField(
        _("working days to decide an objection"), default=15, validators=_DAYS
    )

    class Meta:
        abstract = True

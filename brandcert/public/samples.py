"""Blank forms to print and fill in, for the documents that an applicant writes itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BLANK_LINES: Final = 12


@dataclass(frozen=True, slots=True)
class Sample:
    """A blank form: paragraphs of a statement, or the columns of a table; `key` is that of the required document."""

    key: str
    title: Promise
    paragraphs: Sequence[Promise] = ()
    columns: Sequence[Promise] = ()
    is_signed: bool = True


# The very words that are confirmed when an application is handed in.
PLEDGE_TEXT: Final = _(
    "On behalf of the enterprise I pledge that everything handed in is true, complete and lawful, and that we "
    "accept inspections and bear the consequences of false statements."
)
_ALL: Final = (
    Sample(
        "pledge",
        _("Pledge of truthfulness"),
        (
            PLEDGE_TEXT,
            _("We have read the conditions of the batch and meet every one of them."),
            _("We agree that the facts are checked with other authorities and that the result is published."),
        ),
    ),
    Sample(
        "no_accident",
        _("Statement of three years without a major accident"),
        (
            _(
                "In the last three years our enterprise had no major accident of quality, safety, environment or public "
                "health, failed no official sampling, and had no verified major complaint and no recall abroad."
            ),
            _("If this statement proves untrue, the application is rejected and the enterprise is barred."),
        ),
    ),
    Sample(
        "register_book",
        _("Register of the co-operative's members"),
        columns=(_("No."), _("Member"), _("Village"), _("Area or herd"), _("Joined in"), _("Remark")),
    ),
    Sample(
        "rnd",
        _("Ledger of research and development"),
        columns=(_("No."), _("Project"), _("Year"), _("Expense (CNY 10,000)"), _("Result"), _("Remark")),
    ),
    Sample(
        "inputs",
        _("Records of farming inputs"),
        columns=(_("Date"), _("Plot"), _("Input"), _("Amount"), _("Days before harvest"), _("Recorded by")),
    ),
    Sample(
        "complaints",
        _("Ledger of complaints"),
        columns=(
            _("Date"),
            _("What was complained about"),
            _("What was done"),
            _("Answered on"),
            _("Result"),
        ),
    ),
    Sample(
        "honours",
        _("List of honours and intellectual property"),
        columns=(_("No."), _("Name"), _("Granted by"), _("Number"), _("Date"), _("Valid to")),
    ),
)
SAMPLES: Final[Mapping[str, Sample]] = {sample.key: sample for sample in _ALL}

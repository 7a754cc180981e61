"""The sheet of yes/no questions before acceptance (资格审查): what is asked, and when it is passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

YEARS: Final = "three_years"


class Answer(TypedDict):
    """What the clerk found for one question."""

    yes: bool
    note: str


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the sheet; answering it with no ends the application."""

    key: str
    text: Promise

    def asked(self, *, least_years: int) -> str:
        """Return the words of the question, with the years the batch demands."""
        if self.key != YEARS or not least_years:
            return str(self.text)
        words = ngettext(
            "In business for at least %(count)d year",
            "In business for at least %(count)d years",
            least_years,
        )
        return words % {"count": least_years}


QUESTIONS: Final = (
    Question("registered", _("Registered in Jilin, with every licence its business needs")),
    Question("admitted_body", _("A type of organisation that this category admits")),
    # The key is older than the parameter; sheets that were filled in keep it.
    Question(YEARS, _("In business")),
    Question("trademark", _("Owns, or is licensed to use, a valid trademark")),
    Question(
        "no_accident",
        _("No major quality, safety, environmental or public-health accident in the last three years"),
    ),
    Question("no_failed_sampling", _("No failed official sampling in the last three years")),
    Question("no_complaint", _("No verified major complaint in the last three years")),
    Question("no_recall", _("No recall abroad in the last three years")),
    Question("not_abnormal", _("Not on the list of abnormal operations")),
    Question("not_dishonest", _("Not on the list of serious dishonesty")),
    Question("not_defaulter", _("Neither the body nor its legal representative is a judgment defaulter")),
    Question("not_barred", _("No revoked certificate and no bar to applying again")),
    Question("pledge", _("The pledge of truthfulness is signed")),
)
KEYS: Final = tuple(question.key for question in QUESTIONS)


def unanswered(answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys of the questions that have neither a yes nor a no."""
    return tuple(key for key in KEYS if not isinstance(answers.get(key), bool))


def sheet(answers: Mapping[str, bool], notes: Mapping[str, str]) -> dict[str, Answer]:
    """Return the sheet as it is stored: every question with its answer and what was noted beside it."""
    return {key: Answer(yes=answers[key], note=notes.get(key, "")) for key in KEYS}


def is_passed(filled: Mapping[str, Answer]) -> bool:
    """Say whether every question is answered with yes."""
    return all(key in filled and filled[key]["yes"] for key in KEYS)

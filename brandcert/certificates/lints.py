"""What must hold before a certificate gets a number: one small check each, over plain values. Pure.

A check that fails refuses this certificate only. Missing information counts as failing: nothing is
issued on an assumption.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from brandcert.certificates.enums import CertificateStatus, ChangeKind
from brandcert.certificates.validity import last_day

FORBIDDEN_WORDS: Final = ("国家级", "最佳", "最高级", "顶级", "驰名商标", "国家免检")
PRINTED: Final = (
    "title",
    "holder",
    "credit_code",
    "address",
    "product",
    "model_or_scope",
    "basis",
    "issuing_body",
)

# In which states a certificate may still be replaced, by the reason; else only a valid one.
_REPLACEABLE: Final[dict[str, tuple[str, ...]]] = {
    ChangeKind.QUASHED: (CertificateStatus.REVOKED,),
    ChangeKind.RENEWAL: (CertificateStatus.ACTIVE, CertificateStatus.EXPIRED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything the checks look at, read once from the register; `face` is what would be printed."""

    today: datetime.date
    face: Mapping[str, str]
    is_draft: bool
    is_successor: bool
    is_awarded: bool
    decision_number: str
    awarded_by_number: str
    decided_on: datetime.date
    awarded_on: datetime.date | None
    valid_from: datetime.date
    valid_to: datetime.date
    validity_years: int
    enterprise_name: str
    enterprise_code: str
    category: str
    application_category: str
    notice_ended_on: datetime.date | None
    open_objections: int
    total_score: Decimal | None
    award_score: Decimal
    weakest_dimension: Decimal | None
    dimension_percent: int
    proposer: int | None
    approver: int | None
    accepters: frozenset[int]
    checked_on: datetime.date | None
    is_clear: bool
    integrity_days: int
    records_in_force: int
    other_live: int
    change_kind: str = ""
    predecessor: str = ""
    is_revocation_open: bool = False
    missing_characters: tuple[str, ...]
    overflow: str
    frozen: str = ""
    now_frozen: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that failed, in words for the officer."""

    code: str
    text: str


Check = Callable[[Case], str]
_checks: Final[dict[str, Check]] = {}


def _check(function: Check) -> Check:
    _checks[function.__name__.removeprefix("_")] = function
    return function


def replaceable(kind: str) -> tuple[str, ...]:
    """Return the states in which a certificate may still be replaced for the reason."""
    return _REPLACEABLE.get(kind, (CertificateStatus.ACTIVE,))


def checks() -> Mapping[str, Check]:
    """Return every check by its code; each returns what is wrong, or nothing."""
    return dict(_checks)


def findings(case: Case) -> tuple[Finding, ...]:
    """Return every check the case fails, in the order of the list."""
    told = ((code, check(case)) for code, check in _checks.items())
    return tuple(Finding(code, text) for code, text in told if text)


@_check
def _draft(case: Case) -> str:
    return "" if case.is_draft else _("It is no longer a draft.")


@_check
def _awarded(case: Case) -> str:
    return "" if case.is_awarded else _("The application is not awarded.")


@_check
def _decision(case: Case) -> str:
    return (
        ""
        if case.decision_number and case.decision_number == case.awarded_by_number
        else _("Its decision number is not the one of the award.")
    )


@_check
def _decision_date(case: Case) -> str:
    return "" if case.decided_on == case.awarded_on else _("Its decision date is not the one of the award.")


@_check
def _decision_past(case: Case) -> str:
    return "" if case.decided_on <= case.today else _("The decision is dated in the future.")


@_check
def _first_day(case: Case) -> str:
    is_right = case.valid_from == case.decided_on or (case.is_successor and case.valid_from > case.decided_on)
    return "" if is_right else _("It does not begin on the day of the decision.")


@_check
def _last_day(case: Case) -> str:
    is_right = case.valid_to == last_day(case.valid_from, case.validity_years)
    return "" if is_right else _("Its last day is not the one the rules give.")


@_check
def _not_over(case: Case) -> str:
    return "" if case.today <= case.valid_to else _("Its validity would be over already.")


@_check
def _holder(case: Case) -> str:
    is_right = case.face.get("holder") == case.enterprise_name or case.is_successor
    return "" if is_right else _("The holder's name is not the one in the register of enterprises.")


@_check
def _credit_code(case: Case) -> str:
    return "" if uscc.is_valid(case.face.get("credit_code", "")) else _("The credit code is not valid.")


@_check
def _credit_code_of_holder(case: Case) -> str:
    is_right = case.face.get("credit_code") == case.enterprise_code
    return "" if is_right else _("The credit code is not the holder's.")


@_check
def _category(case: Case) -> str:
    return (
        ""
        if case.category == case.application_category
        else _("The category is not the one of the application.")
    )


@_check
def _notice_over(case: Case) -> str:
    is_over = case.notice_ended_on is not None and case.notice_ended_on < case.decided_on
    return "" if is_over else _("The decision was not taken after the public notice.")


@_check
def _no_objection(case: Case) -> str:
    return _("An objection is open.") if case.open_objections else ""


@_check
def _score(case: Case) -> str:
    is_enough = case.total_score is not None and case.total_score >= case.award_score
    return "" if is_enough else _("The score does not reach the threshold.")


@_check
def _dimensions(case: Case) -> str:
    is_enough = case.weakest_dimension is not None and case.weakest_dimension >= case.dimension_percent
    return "" if is_enough else _("A dimension of the score does not reach its threshold.")


@_check
def _two_persons(case: Case) -> str:
    is_same = case.approver is not None and case.approver == case.proposer
    return _("One person proposed and approved the issue.") if is_same else ""


@_check
def _not_accepter(case: Case) -> str:
    return (
        _("Whoever accepted the application may not approve the issue.")
        if case.approver in case.accepters
        else ""
    )


@_check
def _integrity_clear(case: Case) -> str:
    return (
        ""
        if case.checked_on is not None and case.is_clear
        else _("The integrity check is missing or found something.")
    )


@_check
def _integrity_recent(case: Case) -> str:
    age = None if case.checked_on is None else (case.today - case.checked_on).days
    is_recent = age is not None and 0 <= age <= case.integrity_days
    return (
        ""
        if is_recent
        else _(
            "The integrity check is too old. A clerk or the director repeats it on the page of the application."
        )
    )


@_check
def _no_record(case: Case) -> str:
    return _("The holder is on a list or barred.") if case.records_in_force else ""


@_check
def _only_one(case: Case) -> str:
    return _("The product already has a live certificate.") if case.other_live else ""


@_check
def _predecessor(case: Case) -> str:
    if not case.is_successor:
        return ""
    if case.change_kind != ChangeKind.QUASHED and case.is_revocation_open:
        return _("A revocation case is open against the certificate it replaces.")
    is_replaceable = case.predecessor in replaceable(case.change_kind)
    return "" if is_replaceable else _("The certificate it replaces is no longer valid.")


@_check
def _complete(case: Case) -> str:
    empty = [name for name in PRINTED if not case.face.get(name, "").strip()]
    return _("Empty on the face: %(names)s.") % {"names": ", ".join(empty)} if empty else ""


@_check
def _words(case: Case) -> str:
    found = [
        word
        for word in FORBIDDEN_WORDS
        if any(word in case.face.get(name, "") for name in ("product", "model_or_scope"))
    ]
    return _("Words a certificate may not carry: %(words)s.") % {"words": "、".join(found)} if found else ""


@_check
def _glyphs(case: Case) -> str:
    if not case.missing_characters:
        return ""
    named = ", ".join(f"{character} (U+{ord(character):04X})" for character in case.missing_characters)
    return _("No font draws: %(characters)s.") % {"characters": named}


@_check
def _fits(case: Case) -> str:
    return _("The text does not fit the face: %(text)s.") % {"text": case.overflow} if case.overflow else ""


@_check
def _as_frozen(case: Case) -> str:
    is_same = not case.frozen or case.frozen == case.now_frozen
    return "" if is_same else _("The face is no longer the one that was put on the list.")

"""What the state of a certificate means to its holder: what it may and must do, and until when."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.certificates import validity
from brandcert.certificates.enums import CertificateStatus
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries import expiry_reminders, renewal_window
from brandcert.enterprises.enums import IntegrityKind

# 行政复议法 第二十条 and 行政诉讼法 第四十六条, counted from the day on which the holder was told.
RECONSIDERATION: Final = datetime.timedelta(days=60)
COURT_MONTHS: Final = 6


@dataclass(slots=True)
class Standing:
    """What the page of a certificate says below its state."""

    means: str
    reason: str = ""
    may: list[str] = field(default_factory=list)
    must: list[str] = field(default_factory=list)
    dates: list[dict[str, Any]] = field(default_factory=list)
    go: dict[str, str] | None = None

    def remember(self, day: datetime.date, words: str, hint: str = "") -> None:
        """Add a date."""
        self.dates.append({"date": day, "words": words, "hint": hint})


def standing_of(row: Certificate, *, card: Mapping[str, Any], today: datetime.date) -> Standing:
    """Return what the state shown on the card means to the holder today; dates in their order."""
    told = _WORDS[CertificateStatus(card["status"])](row, card, today)
    told.dates.sort(key=lambda line: line["date"])
    for line in told.dates:
        line["is_past"] = line["date"] < today
    return told


def _began(row: Certificate) -> Any:
    """Return the dated state that lasts."""
    return max(row.intervals.all(), key=lambda span: span.starts_at, default=None)


def _began_on(row: Certificate) -> datetime.date:
    span = _began(row)
    return timezone.localdate(span.starts_at) if span else row.valid_from


# --- valid -------------------------------------------------------------------------------------------
def _active(row: Certificate, _card: Mapping[str, Any], today: datetime.date) -> Standing:
    told = Standing(_("Whoever scans the code or looks the number up is told that it is valid."))
    told.may = [_("Show the certificate and use its mark for what it names, up to its last day.")]
    told.must = [_report_changes(row), _stay_as_reviewed(), _take_off_in_the_end()]
    _add_renewal(told, row, today)
    for reminder in expiry_reminders(row):
        hint = _("sent") if reminder.is_sent else ""
        told.remember(reminder.on, _("Reminder of the end of validity, to all members"), hint)
    told.remember(row.valid_to, _("Last valid day"))
    return told


def _add_renewal(told: Standing, row: Certificate, today: datetime.date) -> None:
    opens, closes = renewal_window(row)
    told.remember(opens, _("Renewal can be asked for"))
    told.remember(closes, _("Last day to submit a renewal"))
    if today > closes:
        told.may.append(_("Apply anew in an open batch: the time for a renewal is over."))
    elif today >= opens:
        told.may.append(
            _("Renew it until %(date)s: a renewal in time avoids a gap between the certificates.")
            % {"date": closes}
        )


def _report_changes(row: Certificate) -> str:
    months = row.category.program.change_months
    return ngettext(
        "Report a change of name, address, trademark or model within %(months)s month, with proof.",
        "Report a change of name, address, trademark or model within %(months)s months, with proof.",
        months,
    ) % {"months": months}


def _stay_as_reviewed() -> str:
    return _("Keep to what was reviewed: surveillance and sampling may come at any time.")


def _take_off_in_the_end() -> str:
    return _("Take the mark off everywhere when the last day is over.")


# --- suspended ---------------------------------------------------------------------------------------
def _suspended(row: Certificate, _card: Mapping[str, Any], today: datetime.date) -> Standing:
    span = _began(row)
    told = Standing(
        _("Not valid for the time being. The public query shows the suspension and its ground."),
        reason=span.reason if span else "",
    )
    told.remember(_began_on(row), _("Suspended"))
    told.may = [
        _(
            "Have the suspension lifted: correct what is named and show the proof to the office. Number and last day stay the same."
        )
    ]
    told.must = [_take_off_now(), _do_not_show()]
    end = span.expected_end if span else None
    if end is None or today <= end:
        told.go = {
            "url": reverse("portal:certificate_mending", args=[row.pk]),
            "label": _("Show what was put right"),
        }
    if end:
        told.must.append(_correct_by(row, end, today))
        told.remember(end, _("Last day to have the correction verified"))
    _add_remedies(told, _began_on(row))
    told.remember(row.valid_to, _("Last day of the validity, which the suspension does not prolong"))
    return told


def _correct_by(row: Certificate, end: datetime.date, today: datetime.date) -> str:
    if today > end:
        return _(
            "The suspension was over on %(date)s without correction: the certificate has to be revoked."
        ) % {"date": end}
    return _(
        "Have the correction verified by %(date)s. Otherwise the certificate has to be revoked, and your enterprise may not apply for %(years)s years."
    ) % {"date": end, "years": row.category.program.bar_years}


def _take_off_now() -> str:
    return _("Take the mark off packages, web pages and advertisements at once.")


def _do_not_show() -> str:
    return _("Do not show the certificate as if it were valid.")


def _add_remedies(told: Standing, since: datetime.date) -> None:
    told.may.append(
        _("If you disagree: apply for administrative reconsideration, or bring an action before the court.")
    )
    told.remember(since + RECONSIDERATION, _("Last day for administrative reconsideration"), _counted())
    told.remember(
        validity.add_months(since, COURT_MONTHS), _("Last day for an action before the court"), _counted()
    )


def _counted() -> str:
    return _("if you were told on the day of the decision")


# --- ended -------------------------------------------------------------------------------------------
def _revoked(row: Certificate, _card: Mapping[str, Any], _today: datetime.date) -> Standing:
    span = _began(row)
    told = Standing(
        _("Ended for good. The register shows the revocation and its ground, also in future."),
        reason=span.reason if span else "",
    )
    told.remember(_began_on(row), _("Revoked"))
    told.must = [_take_off_now(), _use_no_rest(), _do_not_show()]
    _add_remedies(told, _began_on(row))
    bar = row.enterprise.integrity_records.filter(kind=IntegrityKind.BAR, source=row.number).first()
    if bar is not None and bar.until:
        told.must.append(_("Do not apply again before %(date)s is over.") % {"date": bar.until})
        told.remember(bar.until, _("Last day on which your enterprise may not apply"))
    return told


def _use_no_rest() -> str:
    return _("Labels and packages that carry the mark must not be used up.")


def _cancelled(row: Certificate, _card: Mapping[str, Any], _today: datetime.date) -> Standing:
    told = Standing(_("Ended for good by cancellation. The register goes on showing it as cancelled."))
    told.remember(_began_on(row), _("Cancelled"))
    return _over(told)


def _expired(row: Certificate, _card: Mapping[str, Any], _today: datetime.date) -> Standing:
    told = Standing(_("Ended: its last day is over. The register goes on showing it as expired."))
    told.remember(row.valid_to, _("Last valid day"))
    return _over(told)


def _over(told: Standing) -> Standing:
    told.may = [_("Apply anew while a batch is open.")]
    told.must = [_take_off_now(), _use_no_rest(), _do_not_show()]
    told.go = {"url": reverse("portal:start"), "label": _("Apply anew")}
    return told


def _superseded(row: Certificate, card: Mapping[str, Any], _today: datetime.date) -> Standing:
    told = Standing(_("Ended by its successor. The register leads from this number to the new one."))
    told.remember(_began_on(row), _("Replaced by its successor"))
    told.must = [_("Exchange documents and mark files: those with this number must not be used any more.")]
    successor = card["successor"]
    if successor is not None:
        told.may = [_("Use the new certificate %(number)s and its mark.") % {"number": successor.number}]
        told.go = {
            "url": reverse("portal:certificate", args=[successor.pk]),
            "label": _("To the new certificate"),
        }
    return told


_WORDS: Final[Mapping[str, Callable[[Certificate, Mapping[str, Any], datetime.date], Standing]]] = {
    CertificateStatus.ACTIVE: _active,
    CertificateStatus.SUSPENDED: _suspended,
    CertificateStatus.REVOKED: _revoked,
    CertificateStatus.CANCELLED: _cancelled,
    CertificateStatus.EXPIRED: _expired,
    CertificateStatus.SUPERSEDED: _superseded,
}

"""Renewal (续展): a new application prefilled from the last one, linked to the certificate it shall replace."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.applications.enums import DEAD_ENDS, Status
from brandcert.applications.models import Application
from brandcert.applications.queries import form_of, materials_of, requirements_of, unit_choices
from brandcert.applications.services import attach, choose_product, choose_unit, start
from brandcert.certificates import guards, queries, validity
from brandcert.certificates.enums import ChangeKind, RequestOutcome
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.certificates.services.intervals import LABEL
from brandcert.certificates.services.requests import LIVE
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, GuardFailed
from brandcert.core.models import digest
from brandcert.core.transitions import locked
from brandcert.programs.models import Batch


class AlreadyRenewing(BusinessError):
    """A renewal of this certificate is under way."""


def begin_renewal(
    certificate: Certificate, *, batch: Batch, by: Any, now: datetime.datetime
) -> ChangeRequest:
    """Begin a renewal: a draft in an open batch with what the last application said and its files that still fit.

    What was copied has to be confirmed before it is submitted. One renewal at a time, however many ask
    at once. Raises Refused, AlreadyRenewing, GuardFailed: outside the window, ended, a revocation case open.
    """
    with transaction.atomic():
        row = locked(certificate)
        policies.require(by, f"{LABEL}.renew", row)
        require_renewable(row, today=validity.beijing_date(now), by=by)
        _require_one(row, now=now)
        if batch.program_id != row.category.program_id or not batch.is_open(now):
            raise GuardFailed(_("Choose a batch that is open."))
        draft = start(enterprise=row.enterprise, batch=batch, category=row.category, by=by)
        copied = _copy(row.application, draft, by=by)
        asked = ChangeRequest.objects.create(
            certificate=row,
            kind=ChangeKind.RENEWAL,
            values=copied,
            application=draft,
            requested_by=by,
            requested_at=now,
        )
        events.record("renew", row, by=by, payload={"request": asked.pk, "application": draft.pk})
    return asked


def require_renewable(row: Certificate, *, today: datetime.date, by: Any) -> None:
    """Raise GuardFailed unless the certificate may be renewed today."""
    if row.status not in LIVE or today > row.valid_to:
        raise GuardFailed(_("The certificate has ended."))
    guards.ask("supersede", row, by)
    if Certificate.objects.filter(replaces=row).exists():
        raise GuardFailed(_("A successor of this certificate is being made already."))
    opens, closes = queries.renewal_window(row)
    if today < opens:
        raise GuardFailed(_("A renewal can be asked for from %(date)s on.") % {"date": opens})
    if today > closes:
        raise GuardFailed(
            _("A renewal had to be asked for by %(date)s. Apply anew in an open batch.") % {"date": closes}
        )


def _require_one(row: Certificate, *, now: datetime.datetime) -> None:
    """Close renewals whose application came to a dead end; raise AlreadyRenewing for one under way."""
    for asked in row.change_requests.waiting().filter(kind=ChangeKind.RENEWAL).select_related("application"):
        if asked.application is None or asked.application.status not in DEAD_ENDS:
            raise AlreadyRenewing(_("A renewal of this certificate is under way already."))
        is_withdrawn = asked.application.status == Status.WITHDRAWN
        asked.outcome = RequestOutcome.WITHDRAWN if is_withdrawn else RequestOutcome.REFUSED
        asked.decided_at = now
        asked.save(update_fields=["outcome", "decided_at"])


def _copy(last: Application, draft: Application, *, by: Any) -> dict[str, Any]:
    """Fill the draft from the last application; return what has to be confirmed, with its fingerprints."""
    if last.product is not None:
        choose_product(draft, product=last.product, by=by)
    if (
        last.unit is not None
        and draft.batch.needs_unit
        and last.unit in unit_choices(last.enterprise, draft.batch.unit_kind)
    ):
        choose_unit(draft, unit=last.unit, by=by)
    answers = _answers(last, draft)
    Application.objects.filter(pk=draft.pk).update(content=answers)
    files = _files(last, draft, by=by)
    return {
        "sections": {key: digest(value) for key, value in answers.items()},
        "files": files,
        "confirmed": [],
    }


def _answers(last: Application, draft: Application) -> dict[str, dict[str, Any]]:
    """Return the answers to questions that are still asked, section by section."""
    copied: dict[str, dict[str, Any]] = {}
    # Which questions are asked may depend on the answers.
    draft.content = dict(last.content)
    for section in form_of(draft):
        stored = last.content.get(section.key)
        if isinstance(stored, dict):
            readable, _faults = section.read(stored)
            kept = {key: value for key, value in readable.items() if value}
            if kept:
                copied[section.key] = kept
    return copied


def _files(last: Application, draft: Application, *, by: Any) -> list[int]:
    """Put the files of the last application where the same document is still asked for; return their keys."""
    wanted = {requirement.key: requirement for requirement in requirements_of(draft)}
    return [
        attach(draft, requirement=wanted[material.requirement.key], upload=material.upload, by=by).pk
        for materials in materials_of(last).values()
        for material in materials
        if material.requirement.key in wanted
    ]


def confirm_copied(asked: ChangeRequest, *, names: Iterable[str], by: Any) -> ChangeRequest:
    """Note that these copied sections and files still hold; names that were not copied are left out. Raises Refused."""
    with transaction.atomic():
        certificate = locked(asked.certificate)
        policies.require(by, f"{LABEL}.renew", certificate)
        row = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        known = [item.name for item in queries.copied_items(row)]
        row.values = {**row.values, "confirmed": [name for name in known if name in set(names)]}
        row.save(update_fields=["values"])
        events.record("confirm_copied", certificate, by=by, payload={"request": row.pk})
    return row

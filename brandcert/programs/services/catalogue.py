"""The catalogue of a batch: set before its window opens, changed by two persons afterwards, every class kept as it was."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import actors, approvals, events, policies
from brandcert.core.approvals import NotApprovable
from brandcert.core.errors import SomeoneWasFaster
from brandcert.core.models import Approval
from brandcert.programs import catalogue
from brandcert.programs.catalogue import Entries
from brandcert.programs.models import Batch, CatalogueClass, Category, Revision
from brandcert.programs.queries import catalogue_of, revisions_of
from brandcert.programs.services.rules import BadRules, RulesFrozen, checked

CHANGE: Final = "programs.batch.change_catalogue"
Changes = Mapping[str, Sequence[Any]]


def set_catalogue(
    batch: Batch, *, entries: Entries, by: Any, now: datetime.datetime, seen: str | None = None
) -> Batch:
    """Set the classes of every category of a batch that has not opened; what stood there before is kept.

    `seen` is the fingerprint of the catalogue the form showed. Raises RulesFrozen once the window is open,
    SomeoneWasFaster, BadRules, Refused.
    """
    policies.require(by, "programs.batch.set_catalogue", batch)
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=batch.pk)
        if not row.may_change_form(now):
            raise RulesFrozen(_("The window has opened: propose the change, and the director approves it."))
        changes = _changes(row, entries, seen)
        _apply(row, changes)
        made = _keep(row, changes, changed_by=actors.code_of(by))
        events.record(
            "set_catalogue", row, by=by, payload={"revision": made.number, "codes": sorted(changes)}
        )
    return row


def propose_catalogue(
    batch: Batch, *, entries: Entries, reason: str, by: Any, seen: str | None = None
) -> Approval:
    """Propose another catalogue of a batch that is open; another person approves the very same classes.

    Raises SomeoneWasFaster, BadRules, AlreadyProposed, Refused.
    """
    policies.require(by, "programs.batch.propose_change_catalogue", batch)
    if not reason.strip():
        raise BadRules(_("Please give a reason."))
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=batch.pk)
        changes = _changes(row, entries, seen)
        _check(row, changes)
        details = {
            "revision": revisions_of(row).count(),
            "reason": reason.strip(),
            "changes": {key: list(pair) for key, pair in changes.items()},
        }
        return approvals.propose("change_catalogue", row, by=by, details=details)


@approvals.executes(CHANGE)
def change_catalogue(approval: Approval, *, by: Any) -> Batch:
    """Change the catalogue of an open batch as proposed; raises NotApprovable when its rules have changed since, BadRules for a class somebody uses."""
    with transaction.atomic():
        row = Batch.objects.select_for_update().get(pk=approval.subject_id)
        policies.require(by, CHANGE, row)
        approvals.use(approval, row, CHANGE, by=by)
        details = approval.details
        if details["revision"] != revisions_of(row).count():
            raise NotApprovable(_("The case has changed since the proposal; it has to be made anew."))
        _apply(row, details["changes"])
        made = _keep(
            row,
            details["changes"],
            changed_by=approval.proposed_by,
            approved_by=actors.code_of(by),
            reason=details["reason"],
        )
        payload = {"revision": made.number, "codes": sorted(details["changes"]), "approval": approval.pk}
        events.record("change_catalogue", row, by=by, payload=payload)
    return row


def give_catalogue(batch: Batch, entries: Entries | None) -> None:
    """Give a new batch its catalogue: the one handed over, else the open classes of the batch before.

    The caller has asked the policies and keeps the transaction.
    """
    if entries is None:
        before = (
            Batch.objects.filter(program=batch.program_id, opens_at__lt=batch.opens_at)
            .exclude(pk=batch.pk)
            .order_by("-opens_at", "-id")
            .first()
        )
        entries = catalogue_of(before) if before else {}
    for category in batch.program.categories.all():
        rows = [row for row in entries.get(category.key, ()) if row["is_open"]]
        for place, row in enumerate(rows):
            values = {name: row[name] for name in catalogue.FIELDS}
            made = CatalogueClass(batch=batch, category=category, code=row["code"], position=place)
            checked(made, values).save()


def _changes(batch: Batch, entries: Entries, seen: str | None) -> Changes:
    before = catalogue_of(batch)
    if seen is not None and seen != catalogue.fingerprint(before):
        raise SomeoneWasFaster(
            _(
                "Someone else has changed the catalogue meanwhile: load the page anew and enter your change again."
            )
        )
    for rows in entries.values():
        codes = catalogue.twice(row["code"] for row in rows)
        if codes:
            raise BadRules(_("Each code stands once: %(codes)s.") % {"codes": _(", ").join(codes)})
    changes = catalogue.differences(before, {**before, **entries})
    if not changes:
        raise BadRules(_("Nothing is different."))
    return changes


def _check(batch: Batch, changes: Changes) -> None:
    """Raise BadRules for a class that cannot be stored, or is to go although applications name it."""
    used = [
        row
        for row in CatalogueClass.objects.select_for_update().filter(batch=batch).select_related("category")
        if changes.get(f"{row.category.key}.{row.code}", (None, ""))[1] is None and row.applications.exists()
    ]
    if used:
        names = _(", ").join(f"{row.code} {row}" for row in used)
        raise BadRules(
            _("Applications name %(names)s: close the class for new ones instead of taking it out.")
            % {"names": names}
        )


def _apply(batch: Batch, changes: Changes) -> None:
    _check(batch, changes)
    categories: dict[str, Category] = {row.key: row for row in batch.program.categories.all()}
    for path, (_before, after) in changes.items():
        key, _dot, code = path.partition(".")
        if code == catalogue.ORDER:
            continue
        mine = CatalogueClass.objects.filter(batch=batch, category=categories[key], code=code)
        if after is None:
            mine.delete()
            continue
        found = mine.first()
        place = CatalogueClass.objects.filter(batch=batch, category=categories[key]).count()
        row = found or CatalogueClass(batch=batch, category=categories[key], code=code, position=place)
        checked(row, after).save()
    for path, (_before, after) in changes.items():
        key, _dot, code = path.partition(".")
        if code == catalogue.ORDER:
            _put_in_order(batch, categories[key], after.split())


def _put_in_order(batch: Batch, category: Category, codes: list[str]) -> None:
    for place, code in enumerate(codes):
        CatalogueClass.objects.filter(batch=batch, category=category, code=code).update(position=place)


def _keep(
    batch: Batch, changes: Changes, *, changed_by: str, approved_by: str = "", reason: str = ""
) -> Revision:
    return Revision.objects.create(
        subject_type=policies.label_of(batch),
        subject_id=batch.pk,
        number=revisions_of(batch).count() + 1,
        changes={f"catalogue.{path}": list(pair) for path, pair in changes.items()},
        reason=reason,
        changed_by=changed_by,
        approved_by=approved_by,
    )

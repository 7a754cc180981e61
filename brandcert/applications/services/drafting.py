"""Filling in an application: answers, product, unit, files and the pledge."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.accounts.models import Unit
from brandcert.applications import content
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, CorrectionItem, Material
from brandcert.applications.queries import (
    choice_stamp,
    files_of,
    form_of,
    open_notice,
    stamp_of,
    unit_choices,
    unlocked,
)
from brandcert.applications.services.keeping import forget_input, keep_input
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster, require_unchanged
from brandcert.documents.models import Upload
from brandcert.documents.services import received
from brandcert.enterprises.models import Product
from brandcert.enterprises.names import clean_name
from brandcert.enterprises.services import name_in_english
from brandcert.programs.models import CatalogueClass, DocumentRequirement


class Locked(BusinessError):
    """This part of the application may not be changed now."""


class HandedIn(Locked):
    """The application is not in the hands of the enterprise any more, or not as a draft."""


class WrongChoice(BusinessError):
    """What was chosen does not belong to this application."""


class TooManyFiles(WrongChoice):
    """The application holds as many files as its batch allows."""


class InvalidContent(BusinessError):
    """Some answers could not be read; the others are saved. `faults` tells what is wrong by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """Keep the faults by the name of the field."""
        self.faults = dict(faults)
        super().__init__(" ".join(self.faults.values()))


class _AlreadyThere(Exception):
    """The very file is in the place: what was just received is not kept."""


class EditConflict(SomeoneWasFaster):
    """Someone else changed the same answers meanwhile; everything else is saved.

    `theirs` holds the stored answer by the name of each field that was not overwritten, `faults` what is wrong with
    answers that could not be read. What was typed is kept for the person.
    """

    def __init__(self, theirs: Mapping[str, Any], faults: Mapping[str, str] | None = None) -> None:
        """Keep the stored answers and the faults."""
        self.theirs = dict(theirs)
        self.faults = dict(faults or {})
        super().__init__(
            _(
                "The same answers were changed meanwhile by a colleague or in another window. Compare them and save again."
            )
        )


def save_section(
    application: Application,
    *,
    section: str,
    values: Mapping[str, Any],
    by: Any,
    seen: Mapping[str, str] | None = None,
    dropped: Collection[str] = (),
) -> Application:
    """Save the answers of one section; what is empty stays empty until the submission asks for it.

    `seen` holds the fingerprint of each answer as the form showed it, the base of a merge answer by answer: what
    only this form changed is saved, what only others changed stays, and an answer both changed is never overwritten.
    `dropped` names answers the person gave up for the stored ones. Everything that can be saved is saved before
    InvalidContent or EditConflict is raised; the rest is kept for the person as unsaved input.
    Raises Locked for an answer that may not be changed now, and saves nothing then.
    """
    with transaction.atomic():
        row = _editable(application, by)
        page = form_of(row).section(section)
        if page is None:
            raise WrongChoice(_("There is no such section."))
        answers, faults = page.read(values)
        faults |= _unknown_files(row, page, answers)
        stored = row.content.get(section, {})
        changed = {
            key: value for key, value in answers.items() if value != (stored.get(key) or type(value)())
        }
        theirs = _conflicts(stored, changed, seen)
        changed = _mine(stored, changed, seen, theirs)
        _require_unlocked(row, section, [*changed, *theirs])
        if changed:
            row.content = {**row.content, section: {**stored, **changed}}
            _save(row)
            _touch(row, fields=[f"{section}.{key}" for key in changed])
        unsaved = {key: values[key] for key in (*theirs, *faults) if key in values}
        forget_input(row, page=section, keys={*values, *dropped} - {*unsaved}, by=by)
        keep_input(row, page=section, values=unsaved, seen=seen or {}, by=by)
    if theirs:
        raise EditConflict(theirs, faults)
    if faults:
        raise InvalidContent(faults)
    return row


def choose_product(
    application: Application,
    *,
    product: Product,
    by: Any,
    name_en: str | None = None,
    product_class: CatalogueClass | None = None,
    seen: str | None = None,
) -> Application:
    """Say which product or service of the enterprise the draft is about, its English name and its class of the catalogue.

    Without a class the one chosen before stays. `seen` is the `choice_stamp` of the page: raises FactsChanged when a
    colleague chose meanwhile. Raises WrongChoice for a foreign product and for a class of another
    catalogue or a closed one, Locked for another English name than the one it was applied for under.
    """
    with transaction.atomic():
        row = _draft(application, by)
        require_unchanged(seen, choice_stamp(row))
        if product_class is not None:
            row.product_class = _class_for(row, product_class)
        if product.enterprise_id != row.enterprise_id:
            raise WrongChoice(_("This product belongs to another enterprise."))
        if name_en is not None and clean_name(name_en) != product.name_en:
            if Application.objects.submitted().filter(product=product).exists():
                raise Locked(
                    _("An application names this product “%(name)s” in English; that stays as it is.")
                    % {"name": product.name_en or "–"}
                )
            name_in_english(product, name_en=name_en, by=by)
        row.product = product
        _save(row)
    return row


def _class_for(row: Application, product_class: CatalogueClass) -> CatalogueClass:
    """Return the class as it is now, locked so that nobody takes it out meanwhile; raises WrongChoice."""
    found = (
        CatalogueClass.objects.select_for_update()
        .filter(pk=product_class.pk, batch=row.batch_id, category=row.category_id)
        .first()
    )
    if found is None:
        raise WrongChoice(_("This class is not in the catalogue of the batch."))
    if not found.is_open and found.pk != row.product_class_id:
        raise WrongChoice(
            _("The class “%(name)s” is closed for new applications: choose another one.") % {"name": found}
        )
    return found


def choose_unit(application: Application, *, unit: Unit, by: Any, seen: str | None = None) -> Application:
    """Say which unit shall recommend; raises WrongChoice for a unit that is not offered to the enterprise.

    `seen` is the key of the unit that the page showed as chosen: raises FactsChanged when it is another one now.
    """
    with transaction.atomic():
        row = _draft(application, by)
        require_unchanged(seen, str(row.unit_id or ""))
        if unit not in unit_choices(row.enterprise, row.batch.unit_kind):
            raise WrongChoice(_("This unit does not recommend enterprises of your division."))
        row.unit = unit
        _save(row)
    return row


def attach(
    application: Application, *, requirement: DocumentRequirement, upload: Upload, by: Any
) -> Material:
    """Put a file in the place of a required document; the same file again returns what is there.

    The file may be in other places and other applications too: it is one upload, and taking it out of one place
    leaves the others. Raises WrongChoice for a requirement of another batch or category or too many files, Locked,
    and Refused for a file the person may not read.
    """
    with transaction.atomic():
        row = _editable(application, by)
        policies.require(by, "documents.upload.view", upload)
        _require_place(row, requirement)
        present = Material.objects.filter(application=row, removed_at=None)
        same = present.filter(requirement=requirement, upload__sha256=upload.sha256).first()
        if same is not None:
            return same
        _require_room(row)
        material = Material.objects.create(application=row, requirement=requirement, upload=upload)
        _save(row)
        _touch(row, requirement=requirement.pk)
    return material


def hand_in(
    application: Application, *, requirement: DocumentRequirement, file: Any, name: str, by: Any
) -> Material:
    """Take a received file into the place of a required document: both are kept, or neither.

    A file that is in the place already is not kept twice. Raises what `attach` raises, and the subclass of
    UploadRefused that names why the file cannot be taken.
    """
    with transaction.atomic():
        row = _editable(application, by)
        _require_place(row, requirement)
        _require_room(row)
    largest = row.batch.most_megabytes * 1024 * 1024
    try:
        with received(file=file, name=name, by=by, largest=largest) as upload:
            material = attach(application, requirement=requirement, upload=upload, by=by)
            _require_new(material, upload)
    except _AlreadyThere:
        return material
    return material


def detach(material: Material, *, by: Any) -> Material:
    """Take a file out of its place; its bytes stay for the versions that name it. Raises Locked."""
    with transaction.atomic():
        row = _editable(material.application, by)
        _require_document_unlocked(row, material.requirement_id)
        fresh = Material.objects.select_for_update().get(pk=material.pk)
        if fresh.removed_at is None:
            fresh.removed_at = timezone.now()
            fresh.save(update_fields=["removed_at"])
            _save(row)
            _touch(row, requirement=fresh.requirement_id)
    return fresh


def pledge(
    application: Application, *, by: Any, now: datetime.datetime, seen: str | None = None
) -> Application:
    """Pledge, as an owner, that everything is true; a later change of the draft takes the pledge back.

    `seen` is the `stamp_of` what the owner read: raises FactsChanged when something was changed meanwhile.
    """
    with transaction.atomic():
        row = _locked(application)
        policies.require(by, "applications.application.pledge", row)
        if row.status != Status.DRAFT:
            raise HandedIn(_("This application has been submitted."))
        require_unchanged(seen, stamp_of(row))
        row.pledged_at = now
        row.save(update_fields=["pledged_at", "changed_at"])
        events.record("pledge", row, by=by)
    return row


def discard(application: Application, *, by: Any) -> None:
    """Delete a draft with its answers and files; raises Locked for anything that has been submitted.

    The audit trail keeps whose it was and what was asked in it, for whoever still has it open in another window.
    """
    with transaction.atomic():
        row = _draft(application, by)
        known = {"enterprise": row.enterprise_id, "batch": row.batch_id, "category": row.category_id}
        events.record("edit", row, by=by, payload={"discarded": True, **known})
        row.materials.all().delete()
        row.delete()


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        "enterprise", "category", "batch"
    )
    return rows.get(pk=application.pk)


def _editable(application: Application, by: Any) -> Application:
    row = _locked(application)
    policies.require(by, "applications.application.edit", row)
    if row.status not in {Status.DRAFT, Status.CORRECTION}:
        raise HandedIn(_("This application has been submitted and cannot be changed."))
    return row


def _draft(application: Application, by: Any) -> Application:
    row = _editable(application, by)
    if row.status != Status.DRAFT:
        raise HandedIn(_("Only a draft can be changed here."))
    return row


def _save(row: Application) -> None:
    """Save the answers; a pledge covers what was there when it was given."""
    if row.status == Status.DRAFT:
        row.pledged_at = None
    row.save(update_fields=["content", "product", "product_class", "unit", "pledged_at", "changed_at"])


def _unknown_files(row: Application, page: content.Section, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with entries that name a file nobody uploaded."""
    named = {
        f"{field.key}-{place}-{column.key}": name
        for field in page
        for column in field.columns
        if column.kind == content.Kind.FILE
        for place, entry in enumerate(answers.get(field.key) or ())
        if (name := entry[column.key])
    }
    known = files_of(row) if named else {}
    words = _("No file of this name is among the documents. Choose one of the list, or upload it first.")
    return {place: words for place, name in named.items() if name not in known}


def _conflicts(
    stored: Mapping[str, Any], changed: Mapping[str, Any], seen: Mapping[str, str] | None
) -> dict[str, Any]:
    """Return the stored answers that both this form and somebody else changed."""
    if seen is None:
        return {}
    return {
        key: stored.get(key, "")
        for key, value in changed.items()
        if key in seen
        and content.fingerprint(stored.get(key, "")) != seen[key]
        and content.fingerprint(value) != seen[key]
    }


def _mine(
    stored: Mapping[str, Any],
    changed: Mapping[str, Any],
    seen: Mapping[str, str] | None,
    theirs: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the answers this form really changed: what it merely showed does not undo somebody else's work."""
    return {
        key: value
        for key, value in changed.items()
        if key not in theirs and (seen is None or key not in seen or content.fingerprint(value) != seen[key])
    }


def _require_unlocked(row: Application, section: str, keys: list[str]) -> None:
    open_now = unlocked(row)
    for key in keys:
        if not open_now.opens(f"{section}.{key}"):
            raise Locked(
                _("“%(field)s” is not part of the correction and cannot be changed.")
                % {"field": form_of(row).label(f"{section}.{key}")}
            )


def _require_place(row: Application, requirement: DocumentRequirement) -> None:
    if (requirement.batch_id, requirement.category_id) != (row.batch_id, row.category_id):
        raise WrongChoice(_("This document is not asked for in this application."))
    _require_document_unlocked(row, requirement.pk)


def _require_new(material: Material, upload: Upload) -> None:
    if material.upload_id != upload.pk:
        raise _AlreadyThere


def _require_room(row: Application) -> None:
    most = row.batch.most_files
    if Material.objects.filter(application=row, removed_at=None).count() >= most:
        raise TooManyFiles(
            _("The application holds %(count)d files, which is the limit of this batch. Remove one first.")
            % {"count": most}
        )


def _require_document_unlocked(row: Application, requirement_id: int) -> None:
    if not unlocked(row).opens_document(requirement_id):
        raise Locked(_("This document is not part of the correction and cannot be changed."))


def _touch(row: Application, *, fields: list[str] | None = None, requirement: int | None = None) -> None:
    """Note on the open notice that its items were dealt with."""
    notice = open_notice(row)
    if notice is None:
        return
    items = CorrectionItem.objects.filter(notice=notice)
    touched = items.filter(field__in=fields) if fields else items.filter(requirement=requirement)
    touched.update(touched_at=timezone.now())

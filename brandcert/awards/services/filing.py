"""What somebody who objects does: file, add evidence, prove the contact, take it back (异议)."""

import datetime
import hmac
import secrets
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.applications.services.submission import CODE_ALPHABET, CODE_LENGTH
from brandcert.awards.enums import ObjectorKind, Outcome
from brandcert.awards.models import NoticeItem, Objection, ObjectionFile
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError
from brandcert.core.sequences import next_number
from brandcert.core.workdays import add_workdays
from brandcert.documents.models import Upload
from brandcert.documents.services import receive_upload

MOST_EVIDENCE: Final = 10
# Compared with when no such receipt exists, so that both answers cost the same.
_NO_CODE: Final = "-" * CODE_LENGTH


class NoticeOver(BusinessError):
    """Objections are taken from the day of publication until the last hour of the notice."""


class IncompleteObjection(BusinessError):
    """Name, contact and facts are needed."""


class ObjectionClosed(BusinessError):
    """The objection has been decided or taken back: nothing can be added any more."""


@transaction.atomic
def file_objection(
    item: NoticeItem,
    *,
    name: str,
    contact: str,
    facts: str,
    now: datetime.datetime,
    kind: str = ObjectorKind.PERSON,
    code: str = "",
    relation: str = "",
    files: Sequence[Upload] = (),
    by: Any = None,
) -> Objection:
    """Take somebody's objection and return it with its receipt number and query code.

    `now` is the instant at which it arrived, of one on paper, which a clerk (`by`) enters, the day of receipt. Only
    the handler and the auditor see who objected. Raises NoticeOver, IncompleteObjection.
    """
    _require_running(item, now)
    if not (name.strip() and contact.strip() and facts.strip()):
        raise IncompleteObjection(_("Please give your real name, a contact and the facts."))
    if len(files) > MOST_EVIDENCE:
        raise IncompleteObjection(_("Choose at most %(most)s files.") % {"most": MOST_EVIDENCE})
    day = timezone.localdate(now)
    due = add_workdays(day, item.notice.batch.objection_admit_days)
    objection = Objection.objects.create(
        item=item,
        receipt_number=f"YY-{day.year}-{next_number(f'awards.objection.{day.year}'):05d}",
        query_code="".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH)),
        objector_name=name.strip(),
        objector_contact=contact.strip(),
        objector_kind=kind,
        objector_code=code,
        relation=relation,
        consented_at=None if by else now,
        facts=facts.strip(),
        filed_at=now,
        entered_by=by,
        due_on=due.on,
        is_due_provisional=due.is_provisional,
    )
    _attach(objection, files, now)
    events.record("file", objection, by=by or SYSTEM, payload={"item": item.pk, "files": len(files)})
    return objection


def enter_paper(item: NoticeItem, *, received_at: datetime.datetime, by: Any, **said: Any) -> Objection:
    """Enter, as clerk, an objection that came on paper, with the instant of its receipt and its scan.

    Raises NoticeOver for one that came late or lies in the future, IncompleteObjection, Refused.
    """
    policies.require(by, "awards.publicnotice.enter_objection", item.notice)
    if received_at > timezone.now():
        raise NoticeOver(_("The day of receipt lies in the future."))
    return file_objection(item, now=received_at, by=by, **said)


def _require_running(item: NoticeItem, now: datetime.datetime) -> None:
    """Refuse what comes outside the period; the case is locked, so that no award overtakes an objection."""
    case = Application.objects.select_for_update().get(pk=item.application_id)
    if not item.notice.takes(now):
        raise NoticeOver(_("Objections to this notice are no longer taken."))
    if item.corrections.exists() or item.is_removed:
        raise NoticeOver(_("This entry was corrected by a later notice. Object to the entry there."))
    if case.status not in (Status.PUBLIC_NOTICE, Status.OBJECTION):
        raise NoticeOver(_("This entry is no longer proposed for an award."))


def store_evidence(*, file: Any, number: int) -> Upload:
    """Keep a file of evidence under a name that tells nothing. Raises a subclass of UploadRefused for each cause."""
    with override(settings.LANGUAGE_CODE):
        name = _("evidence-%(number)d") % {"number": number}
    return receive_upload(file=file, name=name)


def _attach(objection: Objection, files: Sequence[Upload], now: datetime.datetime) -> None:
    ObjectionFile.objects.bulk_create(
        ObjectionFile(objection=objection, upload=upload, added_at=now) for upload in files
    )


def find_objection(receipt: str, code: str) -> Objection | None:
    """Return the objection a receipt stands for; None alike for an unknown number and for a code of another one."""
    rows = Objection.objects.select_related("item__notice__batch", "item__application")
    row = rows.filter(receipt_number=receipt).first()
    expected = (row.query_code if row else "") or _NO_CODE
    return row if hmac.compare_digest(expected.encode(), code.encode()) else None


def _live(objection: Objection) -> Objection:
    row = Objection.objects.select_for_update().get(pk=objection.pk)
    if row.outcome or row.withdrawn_at:
        raise ObjectionClosed(_("This objection is closed; nothing can be added or changed any more."))
    return row


@transaction.atomic
def add_evidence(objection: Objection, *, files: Sequence[Upload], now: datetime.datetime) -> Objection:
    """Add files of the objector, who showed number and code. Raises ObjectionClosed, IncompleteObjection."""
    row = _live(objection)
    if not files or row.papers.count() + len(files) > MOST_EVIDENCE:
        raise IncompleteObjection(
            _("Choose at least one file, and at most %(most)s in all.") % {"most": MOST_EVIDENCE}
        )
    _attach(row, files, now)
    events.record("add_evidence", row, by=SYSTEM, payload={"files": len(files)})
    return row


@transaction.atomic
def confirm_contact(objection: Objection, *, now: datetime.datetime) -> Objection:
    """Note that a code sent to the contact came back. Repeatable."""
    row = _live(objection)
    if row.contact_verified_at is None:
        row.contact_verified_at = now
        row.save(update_fields=["contact_verified_at"])
        events.record("verify_contact", row, by=SYSTEM)
    return row


@transaction.atomic
def take_back(objection: Objection, *, now: datetime.datetime) -> Objection:
    """Take the objection back for the objector.

    One that was not admitted ends with that; an admitted one holds its case until the director has decided, because
    what it states may be true all the same. Raises ObjectionClosed.
    """
    row = _live(objection)
    row.withdrawn_at = now
    if row.admitted_at is None:
        row.outcome, row.decided_at, row.due_on = Outcome.WITHDRAWN, now, None
    row.save(update_fields=["withdrawn_at", "outcome", "decided_at", "due_on"])
    events.record("take_back", row, by=SYSTEM)
    return row

"""A locked report is printed once: the PDF is kept with the SHA-256 of its own bytes, and handed out only as it was."""

from __future__ import annotations

import hashlib
import logging
import time
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brandcert.core import events, policies, tasks
from brandcert.core.actors import SYSTEM
from brandcert.core.delivery import sweeper
from brandcert.core.errors import BusinessError
from brandcert.documents.services import keep_bytes
from brandcert.inspections.models import Inspection, PrintedReport
from brandcert.inspections.services.report import print_report, printed_page

logger = logging.getLogger(__name__)
FOLDER: Final = "reports"
SWEEP_SECONDS: Final = 10.0
SWEEP_LIMIT: Final = 100


class AlteredReport(BusinessError):
    """The stored PDF is not the one whose hash was kept when the report was locked."""


def report_pdf(inspection: Inspection, *, by: Any) -> bytes:
    """Return the report for somebody who may read it: of a locked one the PDF that is kept, else a marked draft.

    What is stored is compared with its SHA-256 each time. Raises Refused, CannotPrint, AlteredReport.
    """
    policies.require(by, "inspections.inspection.read_report", inspection)
    if inspection.locked_at is None:
        return print_report(inspection, by=by)
    row = file_report(inspection.pk)
    try:
        data = (Path(settings.MEDIA_ROOT) / row.file).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != row.sha256:
        logger.error("report of visit %s: the stored PDF is not the one that was made", inspection.pk)
        raise AlteredReport(
            _(
                "The stored report is lost or not the one that was locked: its SHA-256 is another. It is not handed out; "
                "the operator has to bring it back from the backup."
            )
        )
    return data


def file_report(inspection_id: int) -> PrintedReport:
    """Print and keep the PDF of a locked report; what was made before is returned as it is. Raises CannotPrint."""
    found = PrintedReport.objects.filter(inspection=inspection_id).first()
    if found is not None:
        return found
    inspection = Inspection.objects.select_related("application").get(pk=inspection_id)
    data = printed_page(inspection)
    sha256 = hashlib.sha256(data).hexdigest()
    # The name holds the hash: other bytes never overwrite it.
    name = f"{FOLDER}/{inspection.planned_on.year}/{inspection_id}-{sha256[:16]}.pdf"
    keep_bytes(data, Path(settings.MEDIA_ROOT) / name)
    try:
        with transaction.atomic():
            row = PrintedReport.objects.create(
                inspection=inspection, file=name, size=len(data), sha256=sha256
            )
            payload = {"sha256": sha256, "content": inspection.sha256}
            events.record("file_report", inspection, by=SYSTEM, payload=payload)
    except IntegrityError:
        # Somebody else was faster; his is the one that counts.
        return PrintedReport.objects.get(inspection=inspection_id)
    return row


def file_soon(application_id: int) -> None:
    """Let a worker print the reports of the case that are locked and not printed yet."""
    for found in _waiting().filter(application=application_id).values_list("pk", flat=True):
        tasks.wake("inspections.file_report", found)


@sweeper
def file_waiting() -> None:
    """Print the reports whose worker never came, a few seconds at a time; what cannot be printed is in the log."""
    limit = time.monotonic() + SWEEP_SECONDS
    for found in list(_waiting().order_by("pk").values_list("pk", flat=True)[:SWEEP_LIMIT]):
        if time.monotonic() > limit:
            break
        try:
            file_report(found)
        except BusinessError:
            logger.exception("the report of visit %s could not be printed", found)


def _waiting() -> Any:
    return Inspection.objects.filter(locked_at__isnull=False, printed=None)

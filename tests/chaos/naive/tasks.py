"""The naive loop: count what exists, write the file, then say it is done; no lease, no one transaction."""

import hashlib
from pathlib import Path

from celery import current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from brandcert.certificates import numbering, queries, rendering
from brandcert.certificates.models import Certificate
from brandcert.certificates.numbering import Number
from brandcert.certificates.services import intervals, issuing, keys, making, running
from brandcert.core import delivery, events, faults
from brandcert.core.actors import SYSTEM
from brandcert.core.sequences import next_number


def issue(row: Certificate) -> None:
    faults.hit("before_lock")
    faults.hit("after_lock")
    with transaction.atomic():
        place = next_number(f"certificates.{row.category_id}.{timezone.localdate().year}")
    faults.hit("after_number")
    number = Number(row.category.letter, timezone.localdate().year, place)
    row.series_year, row.series_number, row.number = number.year, place, number.machine
    row.verification_code = numbering.new_code()
    row.issued_on = row.first_issued_on = timezone.localdate()
    row.freeze(queries.face(row, number, row.verification_code, issued_on=row.issued_on))
    faults.hit("after_freeze")
    with transaction.atomic():
        events.record("number", row, by=SYSTEM)
    faults.hit("after_event")
    faults.hit("after_commit")
    pdf = rendering.render_signed(queries.printable(row.facts), keys.signer(), signed_at=timezone.now())
    faults.hit("pdf_rendered")
    faults.hit("pdf_tmp_written")
    row.file, row.sha256 = f"certificates/{row.number}.pdf", hashlib.sha256(pdf).hexdigest()
    path = Path(settings.MEDIA_ROOT) / row.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    faults.hit("pdf_renamed")
    Certificate.objects.bulk_update(
        [row], [field.name for field in Certificate._meta.fields if field.name != "id"]
    )
    faults.hit("pdf_marked")
    row.__dict__["status"] = "active"
    Certificate.objects.bulk_update([row], ["status"])
    faults.hit("after_state")
    with transaction.atomic():
        intervals.begin(row, at=timezone.now())
        events.record("issue", row, by=SYSTEM)
    faults.hit("pdf_committed")


@shared_task(name="tests.issue_naively")
def issue_naively(certificate_ids: list[int]) -> None:
    for row in Certificate.objects.filter(pk__in=certificate_ids, status="draft"):
        issue(row)


vars(current_app.tasks["certificates.issue_many"]).update(run=issue_naively.run)


@shared_task(name="tests.number_naively")
def number_naively(batch_id: int) -> None:
    with transaction.atomic():
        rows = Certificate.objects.filter(issue_items__batch=batch_id, status="draft").order_by("pk")
        issuing.send(list(rows.values_list("pk", flat=True)), now=timezone.now())


vars(current_app.tasks["certificates.number_batch"]).update(run=number_naively.run)
# The loop stands alone: nobody picks up what it leaves behind.
delivery._sweepers.remove(making.resume)
delivery._sweepers.remove(running.sweep_batches)

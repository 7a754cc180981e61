"""Every prior notice becomes the case it was the heart of, under its old key: links that were sent go on working."""

import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import migrations
from django.utils import timezone

FIELDS = (
    "certificate_id",
    "action",
    "ground",
    "facts",
    "basis",
    "served_by_id",
    "served_on",
    "answer_by",
    "legal_opinion",
    "legal_by_id",
    "minutes",
)


def status_of(notice: Any, is_done: bool) -> str:
    """Return where the case stands: of what was decided nobody noted the delivery, so it still waits for it."""
    if notice.closed_at is not None:
        if notice.outcome:
            return "dropped"
        return "published" if is_done else "ended"
    if notice.answered_at is None:
        return "announced"
    return "checked" if notice.legal_by_id is not None else "heard"


def carry_over(apps: Any, schema_editor: Any) -> None:
    """Copy notices with answers and files; nothing is left out."""
    notices = apps.get_model("certificates", "PriorNotice").objects.order_by("pk")
    intervals = apps.get_model("certificates", "StatusInterval").objects
    cases = apps.get_model("supervision", "SanctionCase")
    statements = apps.get_model("supervision", "Statement")
    entries = apps.get_model("certificates", "LogEntry").objects
    for notice in notices.iterator():
        state = "revoked" if notice.action == "revoke" else "suspended"
        span = intervals.filter(
            certificate_id=notice.certificate_id, status=state, starts_at=notice.closed_at
        ).first()
        case = cases.objects.create(
            pk=notice.pk,
            status=status_of(notice, span is not None),
            opened_by_id=notice.served_by_id,
            opened_at=_morning(notice.served_on),
            reason=span.reason if span else notice.outcome,
            decided_at=notice.closed_at if span else None,
            closed_at=None if span else notice.closed_at,
            log_index=_place(entries, notice) if span else None,
            **{name: getattr(notice, name) for name in FIELDS},
        )
        if notice.answered_at is not None:
            stated = statements.objects.create(
                case=case,
                text=notice.answer,
                stated_by_id=notice.answered_by_id or notice.served_by_id,
                stated_at=notice.answered_at,
            )
            stated.evidence.set(notice.evidence.all())
    _go_on_counting(schema_editor, cases)


def _morning(day: Any) -> Any:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))


def _place(entries: Any, notice: Any) -> int | None:
    found = entries.filter(
        event__name=f"certificates.certificate.{notice.action}",
        event__subject_id=notice.certificate_id,
        event__at__gte=notice.closed_at,
    ).order_by("index")
    first: int | None = found.values_list("index", flat=True).first()
    return first


def _go_on_counting(schema_editor: Any, model: Any) -> None:
    """Let new cases get keys behind the carried ones, where the database counts by itself."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


class Migration(migrations.Migration):
    """Carry prior notices over; the table they stood in goes afterwards."""

    dependencies = [
        ("supervision", "0001_initial"),
        ("certificates", "0006_public_log"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]

"""What stood on a list stands on it in rows now; lists of before get the state they were in."""

from typing import Any

from django.db import migrations, models


def take_over(apps: Any, _editor: Any) -> None:
    """Put each certificate of a list into a row, in the order of the keys, and say where the list stands."""
    batches = apps.get_model("certificates", "IssueBatch")
    items = apps.get_model("certificates", "IssueItem")
    for batch in batches.objects.order_by("pk"):
        rows = list(batch.certificates.order_by("pk"))
        items.objects.bulk_create(
            items(batch=batch, certificate=row, position=position) for position, row in enumerate(rows, 1)
        )
        batches.objects.filter(pk=batch.pk).update(
            total=len(rows),
            status=_state(batch, rows),
            numbered_at=batch.approved_at,
            closed_at=batch.approved_at if _state(batch, rows) == "completed" else None,
        )


def _state(batch: Any, rows: list[Any]) -> str:
    if batch.declined_at:
        return "declined"
    if batch.approved_at is None:
        return "trying"
    return "running" if any(row.status == "draft" for row in rows) else "completed"


class Migration(migrations.Migration):
    """The plain table of pairs goes; the rows carry place, hash and trial."""

    dependencies = [("certificates", "0007_issue_manifests")]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveField("issuebatch", "certificates"),
        migrations.AddField(
            model_name="issuebatch",
            name="certificates",
            field=models.ManyToManyField(
                related_name="issue_batches",
                through="certificates.IssueItem",
                to="certificates.certificate",
                verbose_name="certificates",
            ),
        ),
    ]

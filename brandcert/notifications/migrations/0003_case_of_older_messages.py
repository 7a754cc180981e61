"""Messages written before this version are listed on the page of their case too."""

from django.db import migrations

CASES = ("applications.application", "certificates.certificate")


def find_cases(apps, _schema_editor):
    """Take the case from the event, where the event is about a case."""
    message = apps.get_model("notifications", "Message")
    for kind in CASES:
        rows = message.objects.filter(case_type="", event__subject_type=kind)
        for row in rows.select_related("event").iterator():
            message.objects.filter(pk=row.pk).update(case_type=kind, case_id=row.event.subject_id)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_channels_texts_and_wishes")]
    operations = [migrations.RunPython(find_cases, migrations.RunPython.noop)]

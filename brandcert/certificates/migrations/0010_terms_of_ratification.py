"""Until when a suspension by one person has to be ratified stands on its row; those there are get their day."""

import datetime
from typing import Any

from django.db import migrations, models

# The constant that held until now.
UNTIL_NOW = datetime.timedelta(hours=24)


def give_terms(apps: Any, _schema: Any) -> None:
    """Write the term of each suspension that had to be ratified."""
    rows = apps.get_model("certificates", "StatusInterval").objects.filter(is_to_ratify=True)
    rows.update(ratify_by=models.F("starts_at") + UNTIL_NOW)


class Migration(migrations.Migration):
    """A term per suspension."""

    dependencies = [
        ("certificates", "0009_notices_are_cases_of_supervision"),
    ]

    operations = [
        migrations.AddField(
            model_name="statusinterval",
            name="ratify_by",
            field=models.DateTimeField(blank=True, null=True, verbose_name="to be ratified by"),
        ),
        migrations.RunPython(give_terms, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="statusinterval",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_to_ratify", False), ("ratify_by__isnull", False), _connector="OR"),
                name="interval_has_a_term_to_ratify",
            ),
        ),
    ]

"""Load the divisions of the province and the eleven recommending units."""

from django.db import migrations

from brandcert.accounts.services import load_reference_data


def load(apps, schema_editor):
    """Fill the two tables from the lists delivered with the product."""
    load_reference_data(
        divisions=apps.get_model("accounts", "Division"), units=apps.get_model("accounts", "Unit")
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]

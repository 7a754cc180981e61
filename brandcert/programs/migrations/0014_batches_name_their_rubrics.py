"""Let every batch name the newest scoring table it has been judged by so far, so that a further version changes none of them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_rubrics(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write down for each batch and category the newest version; all of them were in force."""
    rubric, use = apps.get_model("programs", "Rubric"), apps.get_model("programs", "RubricUse")
    newest = {row.category_id: row for row in rubric.objects.order_by("version")}
    for batch in apps.get_model("programs", "Batch").objects.all():
        for row in newest.values():
            if row.category.program_id == batch.program_id:
                use.objects.create(batch=batch, category_id=row.category_id, rubric=row)


class Migration(migrations.Migration):
    """Rows for the versions that batches have been using."""

    dependencies = [("programs", "0013_versions_of_rubrics")]
    operations = [migrations.RunPython(name_rubrics, migrations.RunPython.noop)]

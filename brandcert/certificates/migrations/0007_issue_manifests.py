"""Lists of certificates become rows with a life: states, rows in order, trial, manifest; and the halt of all issuing."""

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0006_public_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="issuebatch",
            name="changed_at",
            field=models.DateTimeField(auto_now=True, verbose_name="changed at"),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed at"),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="created_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="created at"
            ),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="fault",
            field=models.TextField(blank=True, verbose_name="what does not add up"),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="frozen",
            field=models.CharField(blank=True, max_length=64, verbose_name="hash of the frozen list"),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="lease_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="manifest",
            field=models.TextField(blank=True, editable=False, verbose_name="signed manifest"),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="manifest_sha256",
            field=models.CharField(blank=True, max_length=64, verbose_name="hash of the manifest"),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="numbered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="numbered at"),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="status",
            field=django_fsm.FSMField(
                choices=[
                    ("trying", "being tried"),
                    ("checked", "waits for approval"),
                    ("running", "being made"),
                    ("paused", "paused"),
                    ("stopped", "stopped: does not add up"),
                    ("completed", "completed"),
                    ("declined", "declined"),
                    ("cancelled", "cancelled"),
                ],
                db_index=True,
                default="trying",
                max_length=50,
                protected=True,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="total",
            field=models.PositiveIntegerField(default=0, verbose_name="certificates"),
        ),
        migrations.AddField(
            model_name="issuebatch",
            name="version",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="version"),
        ),
        migrations.CreateModel(
            name="Halt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False, verbose_name="version")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created at"
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[("standing", "all issuing is halted"), ("lifted", "lifted")],
                        db_index=True,
                        default="standing",
                        max_length=50,
                        protected=True,
                        verbose_name="status",
                    ),
                ),
                (
                    "ordered_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ordered at"),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted at")),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ordered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "halt of all issuing",
                "verbose_name_plural": "halts of all issuing",
                "ordering": ["-id"],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="IssueItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="place in the list")),
                ("frozen", models.CharField(blank=True, max_length=64, verbose_name="hash of the face")),
                ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="tried at")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts to try it")),
                ("findings", models.JSONField(blank=True, default=list, verbose_name="what the trial found")),
                ("left_out_at", models.DateTimeField(blank=True, null=True, verbose_name="left out at")),
                ("reason", models.TextField(blank=True, verbose_name="why it was left out")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="certificates.issuebatch",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="issue_items",
                        to="certificates.certificate",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an issue batch",
                "verbose_name_plural": "rows of issue batches",
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="issuebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "trying",
                            "checked",
                            "running",
                            "paused",
                            "stopped",
                            "completed",
                            "declined",
                            "cancelled",
                        ],
                    )
                ),
                name="issue_batch_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="halt",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["standing", "lifted"])), name="halt_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="halt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "standing")), fields=("status",), name="halt_one_standing"
            ),
        ),
        migrations.AddConstraint(
            model_name="issueitem",
            constraint=models.UniqueConstraint(fields=("batch", "certificate"), name="issue_item_once"),
        ),
    ]

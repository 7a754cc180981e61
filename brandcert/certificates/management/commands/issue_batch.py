"""Issue what the director approved, here and now, without any worker."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from brandcert.certificates import services
from brandcert.certificates.models import Certificate, IssueBatch


class Command(BaseCommand):
    """Make the documents of an approved list in this process; approving stays with two persons."""

    help = "Make the certificates of an approved list (all approved lists without a number) in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the list."""
        parser.add_argument("batch", nargs="?", type=int, help="key of the list")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, batch: int | None = None, **options: Any) -> None:
        rows = Certificate.objects.approved()
        if batch is not None:
            found = IssueBatch.objects.filter(pk=batch).first()
            if found is None or found.approved_at is None:
                raise CommandError(f"list {batch} does not exist or is not approved", returncode=1)
            rows = rows.filter(issue_batches=found)
        keys = list(rows.order_by("attempts", "pk").values_list("pk", flat=True))
        services.issue_many(keys)
        self._report(keys, options["format"])

    def _report(self, keys: list[int], form: str) -> None:
        rows = list(Certificate.objects.filter(pk__in=keys).order_by("pk"))
        failed = [row for row in rows if row.status == "draft"]
        if form == "json":
            told = [
                {"id": row.pk, "number": row.number, "status": str(row.status), "fault": row.fault}
                for row in rows
            ]
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"issued {len(rows) - len(failed)}, not issued {len(failed)}")
            for row in failed:
                self.stderr.write(f"{row.pk}: {row.fault or 'in the hands of a worker'}")
        if failed:
            raise CommandError(f"{len(failed)} not issued", returncode=1)

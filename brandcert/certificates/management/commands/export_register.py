"""Write the public register to standard output."""

import datetime
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from brandcert.certificates import queries, validity
from brandcert.enterprises.exporting import csv_bytes


class Command(BaseCommand):
    """The register as the public sees it on a date: CSV for spreadsheets, JSON for machines."""

    help = "Write the public register as CSV or JSON to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare format and date."""
        parser.add_argument("--format", choices=["csv", "json"], default="csv")
        parser.add_argument(
            "--on", type=datetime.date.fromisoformat, metavar="DATE", help="YYYY-MM-DD, default today"
        )

    def handle(self, *args: Any, on: datetime.date | None = None, **options: Any) -> None:
        now = timezone.now()
        found = queries.entries(queries.listed(), now=now, on=on or validity.beijing_date(now))
        if options["format"] == "json":
            self.stdout.write(json.dumps(list(found), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
            return
        rows = [
            ["" if entry[name] is None else str(entry[name]) for name in queries.COLUMNS] for entry in found
        ]
        self.stdout.write(csv_bytes(queries.COLUMNS, rows).decode("utf-8"), ending="")

"""Expire certificates whose last day is over."""

import datetime
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from brandcert.certificates import services


class Command(BaseCommand):
    """What the clock does every day, by hand and for a chosen day."""

    help = "Expire every certificate whose last day lies before the date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the date."""
        parser.add_argument(
            "--on", type=datetime.date.fromisoformat, metavar="DATE", help="YYYY-MM-DD, default today"
        )

    def handle(self, *args: Any, on: datetime.date | None = None, **options: Any) -> None:
        self.stdout.write(str(services.expire_past(today=on or timezone.localdate())))

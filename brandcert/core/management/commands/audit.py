"""Check the hash chain of the audit trail."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from brandcert.core import chain


class Command(BaseCommand):
    """`audit verify`: exit 0 when the chain is whole, 1 when an event was changed, removed or swapped."""

    help = "audit verify: recompute the hash chain over all events; exit 1 when it is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be done."""
        parser.add_argument("action", choices=["verify"])
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        report = chain.verify()
        if options["format"] == "json":
            told = {"sealed": report.sealed, "unsealed": report.unsealed, "faults": list(report.faults)}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"sealed {report.sealed}, not yet sealed {report.unsealed}")
            for fault in report.faults:
                self.stdout.write(fault)
        if report.faults:
            raise CommandError(f"{len(report.faults)} faults", returncode=1)

"""Check the hash chain of the audit trail and what is made of it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from brandcert.core import chain


class Command(BaseCommand):
    """`audit verify`: exit 0 when chain and public log are whole, 1 when anything was changed, removed, swapped or cut."""

    help = "audit verify: recompute the chain over all events and the public log; exit 1 when one is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be done."""
        parser.add_argument("action", choices=["verify"])
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--checkpoint",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="checkpoint that was kept elsewhere: what it covers must still be there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kept = [path.read_text(encoding="utf-8") for path in options["checkpoint"]]
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error), returncode=2) from error
        report = chain.verify()
        faults = [*report.faults, *chain.audits(kept)]
        if options["format"] == "json":
            told = {"sealed": report.sealed, "unsealed": report.unsealed, "faults": faults}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"sealed {report.sealed}, not yet sealed {report.unsealed}")
            for fault in faults:
                self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults", returncode=1)

"""Check the whole register against itself, the files and the signatures."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from brandcert.certificates import services
from brandcert.certificates.queries import integrity
from brandcert.core import chain
from brandcert.documents.signing import UnusableKey


class Command(BaseCommand):
    """Exit 0 when everything is in order, 1 with one line per fault otherwise; it mends nothing."""

    help = "Check numbers, documents, signatures, dated states and the audit trail; exit 1 on faults."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the format."""
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trusted = services.signer().certificates[:1]
        except UnusableKey as error:
            raise CommandError(f"no key to check signatures with: {error}", returncode=1) from error
        found = [*integrity.faults(trusted=trusted, at=timezone.now())]
        found += [f"audit trail: {fault}" for fault in chain.verify().faults]
        if options["format"] == "json":
            self.stdout.write(json.dumps({"faults": found}, ensure_ascii=False))
        else:
            for line in found:
                self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} faults", returncode=1)
        self.stderr.write("in order")

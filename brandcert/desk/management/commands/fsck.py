"""Check the whole register against itself, the files and the signatures."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from brandcert.accounts.queries import separation_faults
from brandcert.certificates import services
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries import integrity
from brandcert.core import chain, roles
from brandcert.documents.services import stock
from brandcert.documents.signing import UnusableKey, read_certificates
from brandcert.reviews.queries import rankings


class Command(BaseCommand):
    """Exit 0 when everything is in order, 1 with one line per fault, 2 when nothing can be verified; it mends nothing."""

    help = "Check numbers, documents, signatures, stored files, dated states, review results and the audit trail; exit 1 on faults."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the format."""
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--trust",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="PEM file with the public certificates of an earlier key",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = [*integrity.faults(trusted=self._trusted(options["trust"]))]
        checked = Certificate.objects.count()
        found += stock.faults()
        found += [f"accounts: {fault}" for fault in separation_faults()]
        found += rankings.faults()
        found += [f"audit trail: {fault}" for fault in chain.verify().faults]
        found += chain.audits()
        if not settings.DEMO and roles.may_change_events(connection):
            self.stderr.write(
                "The role of this database may change the audit trail; see BRANDCERT_DATABASE_OWNER_URL."
            )
        if options["format"] == "json":
            self.stdout.write(json.dumps({"checked": checked, "faults": found}, ensure_ascii=False))
        else:
            self.stdout.writelines(f"{line}\n" for line in found)
            self.stdout.write(f"checked {checked}, faults {len(found)}")
        if found:
            raise CommandError(f"{len(found)} faults", returncode=1)

    @staticmethod
    def _trusted(files: list[Path]) -> list[bytes]:
        """Return the certificates of the present key, of every key that was kept, and of the files given."""
        try:
            present = services.signer().certificates
        except UnusableKey as error:
            raise CommandError(
                f"without the key no signature can be verified: {error}", returncode=2
            ) from error
        try:
            given = [each for file in files for each in read_certificates(file)]
        except UnusableKey as error:
            raise CommandError(str(error), returncode=2) from error
        return [*present, *integrity.kept_keys(), *given]

"""Check the register against itself, its files and their signatures."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from brandcert.certificates import services
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries import integrity
from brandcert.documents.signing import UnusableKey


class Command(BaseCommand):
    """`fsck`: exit 0 when every certificate is in order, 1 with one line per fault, 2 when nothing can be verified."""

    help = (
        "Check every certificate: numbers, facts, document, hash, signature, dated states. Exit 1 on a fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the form of the answer."""
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trusted = services.signer().certificates
        except UnusableKey as error:
            raise CommandError(
                f"without the key no signature can be verified: {error}", returncode=2
            ) from error
        faults = list(integrity.faults(trusted=trusted, at=timezone.now()))
        checked = Certificate.objects.count()
        if options["format"] == "json":
            self.stdout.write(json.dumps({"checked": checked, "faults": faults}, ensure_ascii=False))
        else:
            self.stdout.writelines(f"{fault}\n" for fault in faults)
            self.stdout.write(f"checked {checked}, faults {len(faults)}")
        if faults:
            raise CommandError(f"{len(faults)} faults", returncode=1)

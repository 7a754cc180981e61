"""Make, list and revoke keys of other systems."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core.errors import BusinessError
from brandcert.register.enums import Scope
from brandcert.register.models import ApiKey
from brandcert.register.services import create_key, revoke_key

REFUSED = 1


class Command(BaseCommand):
    """Hands keys out and takes them back; a key is written to standard output once and kept nowhere."""

    help = "Make, list or revoke the keys with which other systems ask the machine interface."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        make = verbs.add_parser("create", help="make a key and write it once")
        make.add_argument("name", help="the system that asks")
        make.add_argument("--scope", action="append", choices=Scope.values, required=True)
        make.add_argument("--per-minute", type=int, default=60)
        end = verbs.add_parser("revoke", help="end a key at once")
        end.add_argument("prefix", help="the eight characters after bc_")
        end.add_argument("--reason", required=True)
        verbs.add_parser("list", help="list all keys as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what was asked. Raises CommandError (1) when it is refused."""
        try:
            if options["verb"] == "create":
                row, text = create_key(
                    name=options["name"], scopes=options["scope"], per_minute=options["per_minute"]
                )
                self.stdout.write(text)
                self.stderr.write(
                    _("The key %(prefix)s is shown this once.") % {"prefix": row.prefix}, style_func=str
                )
            elif options["verb"] == "revoke":
                revoke_key(options["prefix"], reason=options["reason"], now=timezone.now())
            else:
                names = ("name", "prefix", "scopes", "per_minute", "created_at", "last_used_at", "revoked_at")
                rows = list(ApiKey.objects.values(*names))
                self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        except BusinessError as error:
            raise CommandError(str(error), returncode=REFUSED) from error

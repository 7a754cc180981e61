"""Halt all issuing from the console, or let it go on: two persons, one after the other."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.certificates import queries, services
from brandcert.certificates.models import Halt
from brandcert.core import policies
from brandcert.core.errors import BusinessError, Refused


class Command(BaseCommand):
    """`issuance halt` stops everything at once; `issuance resume` proposes to go on, which a director approves at the desk."""

    help = "issuance halt|resume|status: exit 0 done, 1 refused (status: halted), 2 wrong usage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what is done, by whom and why."""
        parser.add_argument("action", choices=["halt", "resume", "status"])
        parser.add_argument("--by", metavar="LOGIN", help="who orders it; his roles decide whether he may")
        parser.add_argument("--reason", default="")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, action: str, by: str | None, reason: str, **options: Any) -> None:
        """Do it, or say why not."""
        if action == "status":
            self._tell(options["format"])
            return
        if by is None:
            raise CommandError("--by LOGIN is missing", returncode=2)
        person = User.objects.filter(email__iexact=by, is_active=True).first()
        if person is None:
            raise CommandError(f"nobody signs in as {by}", returncode=1)
        try:
            self._act(action, person, reason)
        except Refused as error:
            raise CommandError(str(error.reason), returncode=1) from error
        except BusinessError as error:
            raise CommandError(str(error), returncode=1) from error

    def _act(self, action: str, person: User, reason: str) -> None:
        if action == "halt":
            services.halt(reason=reason, by=person, now=timezone.now())
            self.stdout.write("halted")
            return
        standing = queries.standing_halt()
        if standing is None:
            raise CommandError("nothing is halted", returncode=1)
        policies.require(person, "certificates.halt.propose_lift", standing)
        services.propose_lift(standing, reason=reason, by=person)
        self.stdout.write("proposed; a director approves it at the desk")

    def _tell(self, form: str) -> None:
        standing: Halt | None = queries.standing_halt()
        if form == "json":
            told = {"halted": standing is not None, "since": standing and standing.ordered_at.isoformat()}
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(f"halted since {standing}" if standing else "issuing")
        if standing is not None:
            raise CommandError("all issuing is halted", returncode=1)

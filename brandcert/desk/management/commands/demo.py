"""Build the demonstration, or list its logins."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from brandcert.accounts.models import RoleGrant
from brandcert.core.errors import BusinessError
from brandcert.desk.demo import building
from brandcert.desk.demo.cast import DOMAIN, PASSWORD
from brandcert.enterprises.models import Membership


class Command(BaseCommand):
    """Fill an empty database with a complete, believable demonstration; running it again changes nothing."""

    help = "Build the demonstration (idempotent); refuses on a database that is not one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=building.STAGES, default="all")
        parser.add_argument("--logins", action="store_true", help="only list role, login and password")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["logins"]:
            self._list(options["format"])
            return
        try:
            told = building.build(options["stage"], tell=lambda name: self.stderr.write(f"… {name}"))
        except BusinessError as error:
            raise CommandError(str(error), returncode=1) from error
        self.stderr.write(
            _("Chapters added: %(count)s.") % {"count": told}
            if told
            else _("The demonstration is complete; nothing was changed.")
        )

    def _list(self, form: str) -> None:
        rows = logins()
        if form == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{row['role']:<12} {row['login']:<40} {row['password']}")


def logins() -> list[dict[str, str]]:
    """Return role, login and password of everyone who takes part, one line per appointment."""
    grants = (
        RoleGrant.objects.filter(user__email__endswith=f"@{DOMAIN}").select_related("user").order_by("id")
    )
    members = (
        Membership.objects.filter(user__email__endswith=f"@{DOMAIN}", left_at=None)
        .select_related("user")
        .order_by("id")
    )
    pairs = [(grant.role, grant.user.email or "") for grant in grants]
    pairs += [(member.role, member.user.email or "") for member in members]
    return [{"role": role, "login": login, "password": PASSWORD} for role, login in pairs]

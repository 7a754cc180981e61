"""Make the first administrators of an installation: they appoint everybody else."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from brandcert.accounts.enums import Role
from brandcert.accounts.services import BadStaffAccount, found_administrators


class Command(BaseCommand):
    """Exit 0 when they were made, 1 when it was refused; each gets a letter that leads to a password and a second factor."""

    help = "Make the first system administrator, security administrators (two) and auditor; done once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare one option for each administration, each time with address and name."""
        for role in (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR):
            parser.add_argument(
                f"--{role}", nargs=2, action="append", default=[], required=True, metavar=("EMAIL", "NAME")
            )

    def handle(self, *args: Any, **options: Any) -> None:
        people = {
            role: [(email, name) for email, name in options[role]]
            for role in (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)
        }
        try:
            made = found_administrators(people)
        except BadStaffAccount as fault:
            raise CommandError(str(fault), returncode=1) from fault
        self.stdout.writelines(f"{person.email}\n" for person in made)

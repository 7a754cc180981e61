"""Run in an installation of its own: draw up one award list and approve it."""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 - the settings must be loaded first

from brandcert.certificates import services  # noqa: E402 - as above
from tests.certificates.drafts import Register  # noqa: E402 - as above
from tests.world import World  # noqa: E402 - as above

if __name__ == "__main__":
    register = Register(World())
    batch = register.proposed(*register.drafts(int(sys.argv[1])))
    services.approve_issue(batch, by=register.director, now=timezone.now())

"""Run in an installation of its own: `python -m tests.chaos.bulk_job <count>` confirms that many applications are accepted."""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 - the settings must be loaded first

from brandcert.applications.admin import many as _many  # noqa: E402, F401 - registers the act
from brandcert.lists import acts, services  # noqa: E402 - as above
from tests.lists.rows import ready  # noqa: E402 - as above
from tests.world import World  # noqa: E402 - as above

if __name__ == "__main__":
    world = World()
    world.clear_integrity()
    keys = [ready(world).pk for _number in range(int(sys.argv[1]))]
    act = acts.registered()["applications.application.accept"]
    job = services.begin(act, keys, by=world.clerk, now=timezone.now())
    services.confirm(job, by=world.clerk, now=timezone.now())

"""Acts in an installation of its own, each in a process of its own: `python -m tests.chaos.act <act> [argument]`."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from celery import current_app

django.setup()

from django.db import transaction  # noqa: E402 - the settings must be loaded first
from django.test import Client  # noqa: E402 - as above
from django.utils import timezone  # noqa: E402 - as above

from brandcert.accounts.models import RoleGrant, User  # noqa: E402 - as above
from brandcert.certificates import services  # noqa: E402 - as above
from brandcert.certificates.models import IssueBatch  # noqa: E402 - as above
from brandcert.core import tasks  # noqa: E402 - as above
from brandcert.programs.enums import CategoryKey  # noqa: E402 - as above
from tests.certificates.drafts import Register  # noqa: E402 - as above
from tests.world import World  # noqa: E402 - as above


def person(role: str) -> User:
    """Find the person of a role."""
    return RoleGrant.objects.select_related("user").filter(role=role).latest("pk").user


def prepare(count: str) -> Any:
    """Issue one certificate of another category, and propose a list of certificates."""
    register = Register(World())
    issued = register.issued(category=register.world.category(CategoryKey.SERVICES))
    batch = register.proposed(*register.drafts(int(count)))
    return {"code": issued.verification_code, "batch": batch.pk}


def approve(batch: str) -> Any:
    """Approve the list."""
    services.approve_issue(IssueBatch.objects.get(pk=batch), by=person("director"), now=timezone.now())


def issue_here(batch: str) -> Any:
    """Approve the list and issue it in this process, warmed as a worker is; return how many seconds it took."""
    services.warm_up()
    approve(batch)
    begun = time.monotonic()
    services.issue_many(list(IssueBatch.objects.get(pk=batch).certificates.values_list("pk", flat=True)))
    return time.monotonic() - begun


def login(role: str) -> Any:
    """Log a person in and return the key of the session."""
    client = Client()
    client.force_login(person(role))
    return client.cookies["sessionid"].value


def publish(count: str) -> Any:
    """Wake a task after each of several commits; return how many seconds each took.

    What is loaded once in the life of a process is loaded before: libraries, the list of tasks.
    """
    seconds = []
    assert current_app.connection_for_write().transport.driver_name == "redis"
    current_app.tasks["core.seal"].apply(retries=0)
    for _number in range(int(count)):
        start = time.monotonic()
        with transaction.atomic():
            tasks.wake("core.seal")
        seconds.append(time.monotonic() - start)
    return seconds


ACTS: dict[str, Callable[[str], Any]] = {
    act.__name__: act for act in (prepare, approve, issue_here, login, publish)
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(ACTS[sys.argv[1]](sys.argv[2])) + "\n")

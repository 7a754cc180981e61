"""Do what was never done: undelivered events, abandoned work, clocks. Needs no broker."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from brandcert.core import chain, delivery


class Command(BaseCommand):
    """One sweep, or one after the other for ever: a worker that needs neither Redis nor Celery."""

    help = "Deliver undelivered events, take up abandoned work, run the clocks. Needs no broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on sweeping with this pause")

    def handle(self, *args: Any, every: float | None = None, **options: Any) -> None:
        self._once()
        while every is not None:
            time.sleep(every)
            close_old_connections()
            self._once()

    def _once(self) -> None:
        delivery.sweep()
        chain.seal()

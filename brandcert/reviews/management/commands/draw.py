"""manage.py draw: repeat a drawing of experts from its record."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from brandcert.reviews import drawing
from brandcert.reviews.models import BatchDraw, Draw
from brandcert.reviews.queries import pool


class Command(BaseCommand):
    """Lets anyone check that a panel was drawn as its record says."""

    help = "Repeat a drawing of experts: exit 0 when the record gives the same experts, 1 when it does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        replay = acts.add_parser("replay", help="choose again from the record's seed, pool and rule")
        replay.add_argument("id", type=int, help="number of the draw")
        replay.add_argument("--batch", action="store_true", help="a drawing for a whole batch")
        replay.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["batch"]:
            self._replay_batch(options)
            return
        draw = Draw.objects.filter(pk=options["id"]).first()
        if draw is None:
            self.stderr.write(f"no draw {options['id']}")
            sys.exit(1)
        try:
            chosen = drawing.replay(draw.record)
        except (KeyError, drawing.PoolTooSmall) as error:
            self.stderr.write(f"draw {draw.pk} cannot be replayed: {error}")
            sys.exit(1)
        is_same = chosen == draw.record["chosen"]
        answer = {"draw": draw.pk, "record": draw.record, "replayed": chosen, "is_reproduced": is_same}
        if options["format"] == "json":
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(
                f"draw {draw.pk}: recorded {draw.record['chosen']}, replayed {chosen}: "
                + ("the same" if is_same else "NOT THE SAME")
            )
        if not is_same:
            sys.exit(1)

    def _replay_batch(self, options: dict[str, Any]) -> None:
        draw = BatchDraw.objects.filter(pk=options["id"], drawn_at__isnull=False).first()
        if draw is None:
            self.stderr.write(f"no drawing for a batch {options['id']}")
            sys.exit(1)
        faults = pool.faults_of(draw)
        answer = {"draw": draw.pk, "record": draw.record, "faults": faults, "is_reproduced": not faults}
        if options["format"] == "json":
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            count = len(draw.record["chosen"])
            self.stdout.write(
                f"drawing {draw.pk} of {count} panels: "
                + ("WRONG: " + ", ".join(faults) if faults else "the same, and the cheapest there is")
            )
        if faults:
            sys.exit(1)

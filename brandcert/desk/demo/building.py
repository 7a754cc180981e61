"""Building the demonstration: only on a database that is one, each chapter once."""

import datetime
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.core import chain, events, tasks
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError
from brandcert.core.models import Event
from brandcert.core.workdays import seed_calendar
from brandcert.desk.demo.cast import Cast
from brandcert.desk.demo.clock import story_time
from brandcert.desk.demo.earlier import CHAPTERS, EarlierRounds
from brandcert.notifications.models import Dispatch
from brandcert.notifications.services import note_past
from brandcert.programs.models import Program
from brandcert.programs.services import set_up_program

MARK: Final = "demonstrate"
STAGES: Final = tuple(name for name, _chapter in CHAPTERS)


class NotADemonstration(BusinessError):
    """The database holds real people, or this installation is no demonstration."""


def build(stage: str, *, tell: Callable[[str], None]) -> int:
    """Tell the chapters up to the stage that were not told before; return how many were told now.

    Raises NotADemonstration, and then writes nothing.
    """
    _require_demonstration()
    told = _told()
    wanted = [pair for pair in CHAPTERS[: STAGES.index(stage) + 1] if pair[0] not in told]
    if not wanted:
        return 0
    with story_time() as clock, tasks.unwoken():
        with transaction.atomic():
            program = set_up_program()
            seed_calendar()
            if not told:
                _mark(program, "people")
                Cast().appear()
        for name, chapter in wanted:
            tell(name)
            with transaction.atomic():
                last = Dispatch.objects.aggregate(last=Max("pk"))["last"] or 0
                chapter(EarlierRounds(Cast(), clock, program))
                note_past(after=last, now=datetime.datetime.now(datetime.UTC))
                _mark(program, name)
    chain.seal()
    return len(wanted)


def _require_demonstration() -> None:
    if not settings.DEMO:
        raise NotADemonstration(_("This installation is no demonstration (BRANDCERT_DEMO is not set)."))
    if not _told() and User.objects.exists():
        raise NotADemonstration(
            _("This database already holds people and is no demonstration; nothing was changed.")
        )


def _told() -> set[str]:
    """Return the chapters told already; empty for a database that is no demonstration."""
    marks = Event.objects.filter(name=f"programs.program.{MARK}")
    return {str(event.payload["chapter"]) for event in marks}


def _mark(program: Program, chapter: str) -> None:
    events.record(MARK, program, by=SYSTEM, payload={"chapter": chapter})

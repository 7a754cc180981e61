"""What is done with lists: an act for many rows, from its trial to its result."""

from brandcert.lists.services.jobs import (
    NothingChosen,
    TooManyRows,
    begin,
    cancel,
    confirm,
    describe,
    pause,
    resume,
)
from brandcert.lists.services.working import sweep_jobs, work_on

__all__ = [
    "NothingChosen",
    "TooManyRows",
    "begin",
    "cancel",
    "confirm",
    "describe",
    "pause",
    "resume",
    "sweep_jobs",
    "work_on",
]

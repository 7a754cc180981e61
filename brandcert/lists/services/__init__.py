"""What is done with lists: an act for many rows, from its trial to its result."""

from brandcert.lists.services.copies import PurposeMissing, TooLong, make_copy, stamp_of
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
from brandcert.lists.services.printing import CannotPrint, print_table
from brandcert.lists.services.working import sweep_jobs, work_on

__all__ = [
    "CannotPrint",
    "NothingChosen",
    "PurposeMissing",
    "TooLong",
    "TooManyRows",
    "begin",
    "cancel",
    "confirm",
    "describe",
    "make_copy",
    "pause",
    "print_table",
    "resume",
    "stamp_of",
    "sweep_jobs",
    "work_on",
]

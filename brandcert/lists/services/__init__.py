"""What is done with lists: an act for many rows, from its trial to its result."""

from brandcert.lists.services.copies import PurposeMissing, TooLong, make_copy, stamp_of
from brandcert.lists.services.filters import (
    NameTaken,
    NotToBeKept,
    TooManyFilters,
    change_filter,
    remove_filter,
    save_filter,
)
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
    "NameTaken",
    "NotToBeKept",
    "NothingChosen",
    "PurposeMissing",
    "TooLong",
    "TooManyFilters",
    "TooManyRows",
    "begin",
    "cancel",
    "change_filter",
    "confirm",
    "describe",
    "make_copy",
    "pause",
    "print_table",
    "remove_filter",
    "resume",
    "save_filter",
    "stamp_of",
    "sweep_jobs",
    "work_on",
]

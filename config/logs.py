"""What the log is spared."""

import logging
from http import HTTPStatus


def spare_refusals(record: logging.LogRecord) -> bool:
    """Tell of a refused request in one line: that somebody may not open a page is no fault of the program."""
    if getattr(record, "status_code", None) == HTTPStatus.FORBIDDEN:
        record.exc_info = record.exc_text = None
    return True

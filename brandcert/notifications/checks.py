"""Whether the hours without text messages can be read, told by `manage.py check`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from brandcert.notifications.channels import quiet_hours


def check_quiet_hours(**_kwargs: Any) -> list[CheckMessage]:
    """Fail for quiet hours nobody can read."""
    try:
        quiet_hours(settings.SMS_QUIET_HOURS)
    except ValueError as error:
        return [Error(str(error), id="brandcert.E013")]
    return []

"""What the questions to the machine interface may carry."""

import datetime

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from brandcert.certificates.enums import PUBLIC
from brandcert.programs.enums import CategoryKey

EARLIEST = datetime.date(2000, 1, 1)


def asked_date(request: Request, today: datetime.date) -> datetime.date:
    """Return the date of `?on=`, today without one. Raises ValidationError for no date or one to come."""
    text = request.query_params.get("on")
    if text is None:
        return today
    try:
        on = datetime.date.fromisoformat(text) if len(text) == len("2026-01-01") else None
    except ValueError:
        on = None
    if on is None:
        raise ValidationError({"on": [_("Write the date as YYYY-MM-DD, such as 2026-11-23.")]})
    if on < EARLIEST:
        raise ValidationError(
            {"on": [_("The register knows nothing before %(date)s.") % {"date": EARLIEST.isoformat()}]}
        )
    if on > today:
        raise ValidationError({"on": [_("Nothing can be said about a day to come.")]})
    return on


def asked_choice(request: Request, name: str) -> str:
    """Return the value of `?category=` or `?status=`, empty without one. Raises ValidationError for an unknown one."""
    choices = {"category": CategoryKey.values, "status": [str(state) for state in PUBLIC]}[name]
    value = request.query_params.get(name, "")
    if value and value not in choices:
        raise ValidationError({name: [_("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)}]})
    return value

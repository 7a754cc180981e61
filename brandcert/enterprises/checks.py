"""Whether the national systems are named as they can be asked, told by `manage.py check`."""

from typing import Any

from django.core.checks import CheckMessage, Error

from brandcert.enterprises.systems import setting_faults


def check_national_systems(**_kwargs: Any) -> list[CheckMessage]:
    """Fail for a misspelt system: it would never be asked, and nobody would miss it."""
    return [Error(fault, id="brandcert.E050") for fault in setting_faults()]

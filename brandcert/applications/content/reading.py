"""How numbers, dates, telephone numbers and addresses are understood, however they are typed."""

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.content.shapes import BadAnswer
from brandcert.core.lettering import fault_in

_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TOO_MUCH: Final = Decimal(10) ** 12


def is_number(text: str) -> bool:
    """Say whether a text is a finite number."""
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def number(text: str) -> Decimal:
    """Return the number; full width, thousands separators and a percent sign do not matter. Raises BadAnswer."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").removesuffix("%")
    if not is_number(plain) or abs(Decimal(plain)) >= _TOO_MUCH:
        raise BadAnswer(_("Enter a number, digits only."))
    return Decimal(plain)


def require_begun(year: Decimal) -> None:
    """Raise BadAnswer for a year that has not begun yet."""
    if year > timezone.localdate().year:
        raise BadAnswer(_("This year has not begun yet."))


def line(text: str) -> str:
    """Return an answer of one line; raises BadAnswer for characters that cannot be printed."""
    fault = fault_in(text)
    if fault:
        raise BadAnswer(fault)
    return text


def date(text: str) -> str:
    """Return a date as ISO writes it; raises BadAnswer."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise BadAnswer(_("Enter a date such as 2018-06-30."))
    try:
        return datetime.date(*(int(part) for part in found.groups())).isoformat()
    except ValueError as error:
        raise BadAnswer(_("There is no such date. Enter one such as 2018-06-30.")) from error


def past_date(text: str) -> str:
    """Return a date that is not in the future; raises BadAnswer."""
    found = date(text)
    if found > timezone.localdate().isoformat():
        raise BadAnswer(_("This date is in the future."))
    return found


def phone(text: str) -> str:
    """Return a telephone number in half width; raises BadAnswer."""
    plain = unicodedata.normalize("NFKC", text)
    if not _PHONE.fullmatch(plain):
        raise BadAnswer(_("Enter a telephone number such as 0431-88888888 or 13800000000."))
    return plain


def email(text: str) -> str:
    """Return an e-mail address; raises BadAnswer."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise BadAnswer(_("Enter an e-mail address such as name@example.com.")) from error
    return text

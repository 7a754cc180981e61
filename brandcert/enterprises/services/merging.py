"""Bringing one enterprise up to what one row of a list says, without erasing or contradicting anything."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from brandcert.accounts.models import Division
from brandcert.core.errors import BusinessError
from brandcert.enterprises.columns import CATEGORY_NAMES
from brandcert.enterprises.models import Enterprise, Product, Trademark
from brandcert.enterprises.names import fold_name
from brandcert.enterprises.rows import Facts, Finding
from brandcert.enterprises.spreadsheets import Row

_COLUMNS = {"division_id": "division_code"}


class RowRefused(BusinessError):
    """One row contradicts what is known; the others go on. Carries the letter of the column."""

    def __init__(self, column: str, text: str) -> None:
        """Keep the column beside the text."""
        self.column = column
        super().__init__(text)


def same_name(enterprises: models.QuerySet[Enterprise], name: str, known: Iterable[int]) -> list[Enterprise]:
    """List the enterprises of the same name in any spelling: those known by key, and what others just created."""
    return list(enterprises.filter(models.Q(pk__in=known) | models.Q(name=name)).order_by("pk"))


def merge(
    facts: Facts, row: Row, enterprise: Enterprise, *, division: Division, first_line: int | None
) -> tuple[set[str], list[Finding]]:
    """Write the facts of a row into a new or locked enterprise; return what changed, and warnings.

    What the row leaves empty stays. A row about an enterprise that an earlier line (`first_line`) named may add but
    not contradict: otherwise the two lines would undo each other on every import. Raises RowRefused when the two
    lines give one credit code to two names.
    """
    findings: list[Finding] = []
    changed = _rename(facts, row, enterprise, first_line, findings)
    wanted: dict[str, Any] = {"division_id": division.pk, **facts.details}
    for name, value in wanted.items():
        changed |= _set(enterprise, name, value, row, first_line, findings)
    if facts.credit_code and not enterprise.credit_code:
        enterprise.credit_code, enterprise.organisation_type = facts.credit_code, facts.organisation_type
        changed |= {"credit_code", "organisation_type"}
    if not enterprise.credit_code:
        text = _("No credit code: the enterprise is kept but cannot apply before it has one.")
        findings.append(Finding(row.letter("credit_code"), text))
    changed |= _add_notes(facts, enterprise)
    if enterprise._state.adding:
        enterprise.save()
    elif changed:
        enterprise.save(update_fields=changed)
    return changed | _add_products(facts, enterprise), findings


def _rename(
    facts: Facts, row: Row, enterprise: Enterprise, first_line: int | None, findings: list[Finding]
) -> set[str]:
    """Take over a new registered name; another spelling of the same name is left as it was written first."""
    if fold_name(enterprise.name) == fold_name(facts.name):
        return set()
    values = {"old": enterprise.name, "new": facts.name, "line": first_line}
    if first_line is not None:
        text = _("Line %(line)d already gave this credit code to %(old)s.") % values
        raise RowRefused(row.letter("credit_code"), text)
    findings.append(
        Finding(row.letter("name"), _("The enterprise was renamed; it was known as %(old)s.") % values)
    )
    enterprise.note = _joined(enterprise.note, [f"曾用名：{enterprise.name}"])
    enterprise.name = facts.name
    return {"name", "note"}


def _set(
    enterprise: Enterprise, name: str, value: Any, row: Row, first_line: int | None, findings: list[Finding]
) -> set[str]:
    """Set one field, unless an earlier line of the same list said something else."""
    present = getattr(enterprise, name)
    if present == value:
        return set()
    if first_line is not None and present not in {None, ""}:
        text = _("The value differs from line %(line)d, which was kept.") % {"line": first_line}
        findings.append(Finding(row.letter(_COLUMNS.get(name, name)), text))
        return set()
    setattr(enterprise, name, value)
    return {name}


def _add_notes(facts: Facts, enterprise: Enterprise) -> set[str]:
    category = [f"类别：{CATEGORY_NAMES[facts.category][0]}"] if facts.category else []
    note = _joined(enterprise.note, [*category, *facts.notes])
    if note == enterprise.note:
        return set()
    enterprise.note = note
    return {"note"}


def _joined(note: str, lines: Iterable[str]) -> str:
    """Append the lines a note does not have yet."""
    present = note.splitlines()
    return "\n".join([*present, *(line for line in dict.fromkeys(lines) if line not in present)])


def _add_products(facts: Facts, enterprise: Enterprise) -> set[str]:
    """Add the trademarks and products a row names; a product gets a trademark only when there is exactly one."""
    number = facts.trademark_number if len(facts.brands) == 1 else ""
    marks = [_add_trademark(enterprise, brand, number) for brand in facts.brands]
    changed = {"trademarks" for _mark, is_changed in marks if is_changed}
    only = marks[0][0] if len(marks) == 1 else None
    return changed | {"products" for name in facts.products if _add_product(enterprise, name, only)}


def _add_trademark(enterprise: Enterprise, brand: str, number: str) -> tuple[Trademark, bool]:
    key = fold_name(brand)
    same = [one for one in enterprise.trademarks.order_by("pk") if fold_name(one.name) == key]
    fitting = [one for one in same if not number or one.number in {"", number}]
    if not fitting:
        return Trademark.objects.create(enterprise=enterprise, name=brand, number=number), True
    mark = next((one for one in fitting if one.number == number), fitting[0])
    if not number or mark.number == number:
        return mark, False
    mark.number = number
    mark.save(update_fields=["number"])
    return mark, True


def _add_product(enterprise: Enterprise, name: str, trademark: Trademark | None) -> bool:
    """Add a product, or give its trademark to one that had none; say whether anything changed."""
    key = fold_name(name)
    same = list(enterprise.products.filter(normalised_name=key).order_by("pk"))
    if any(trademark is None or one.trademark_id == trademark.pk for one in same):
        return False
    without = next((one for one in same if one.trademark_id is None), None)
    if without is None:
        Product.objects.create(enterprise=enterprise, name=name, normalised_name=key, trademark=trademark)
    else:
        without.trademark = trademark
        without.save(update_fields=["trademark"])
    return True

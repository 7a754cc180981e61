"""Importing lists of enterprises: each row stands for itself, and doing it twice changes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from brandcert.accounts.models import Division
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.enterprises.columns import ENTERPRISE_COLUMNS, is_personal
from brandcert.enterprises.credit_codes import organisation_type
from brandcert.enterprises.models import Enterprise
from brandcert.enterprises.names import Likeness, NameIndex, clean_name, fold_name
from brandcert.enterprises.places import Place, Places
from brandcert.enterprises.rows import Facts, Finding, read_row
from brandcert.enterprises.services.merging import RowRefused, merge, same_name
from brandcert.enterprises.services.results import ImportResult, RowResult, Verdict
from brandcert.enterprises.spreadsheets import Remark, Row, read_spreadsheet

_MOST_LOOKALIKES = 3


def import_enterprises(
    path: Path, *, by: Any, dry_run: bool = False, splits_products: bool = False
) -> ImportResult:
    """Read a list of enterprises (CSV or XLSX) and create or update an enterprise for each good row.

    Every row is a transaction of its own: a bad one is reported and hinders no other. Running the same list again
    changes nothing and says so. Nothing is ever merged because names resemble each other; the credit code decides.
    A trial run (`dry_run`) finds the same verdicts and stores nothing. Several products in one cell stay one product
    unless `splits_products` asks to divide them.

    Raises FileRefused when the file as a whole cannot be read, Refused when `by` may not import.
    """
    if by is not SYSTEM:
        policies.require(by, "enterprises.enterprise.import")
    content = read_spreadsheet(path, ENTERPRISE_COLUMNS, required="name")
    run = _Run(content.rows, by=by, file=path.name, splits_products=splits_products)
    if dry_run:
        with transaction.atomic():
            results = [run.take(row) for row in content.rows]
            transaction.set_rollback(True)
    else:
        results = [run.take(row) for row in content.rows]
    return ImportResult(path.name, dry_run, results, [*_personal_remarks(content.rows), *content.remarks])


def enter_without_account(
    *, name: str, credit_code: str, division: Division, line: int, by: Any
) -> Enterprise:
    """Enter an enterprise that a list names and nobody acts for yet, in the running transaction; it may be claimed later.

    The caller has read name and code as a list's row is read, and knows that the register has neither.
    """
    made = Enterprise(name=name, division=division, credit_code=credit_code or None)
    if credit_code:
        made.organisation_type = organisation_type(credit_code)
    made.save()
    events.record("imported", made, by=by, payload={"verdict": Verdict.NEW.value, "line": line})
    return made


def _personal_remarks(rows: Iterable[Row]) -> list[Remark]:
    titles = dict.fromkeys((row.sheet, title) for row in rows for title in row.notes if is_personal(title))
    text = _("Column %(title)s may hold personal data and was not taken over.")
    return [Remark(sheet, 0, text % {"title": title}) for sheet, title in titles]


class _Run:
    """One import on its way: what is known so far, and which enterprise which line was about."""

    def __init__(self, rows: Iterable[Row], *, by: Any, file: str, splits_products: bool) -> None:
        self.by = by
        self.file = file
        self.splits_products = splits_products
        divisions = list(Division.objects.select_related("parent"))
        self.division_ids = {division.code: division.pk for division in divisions}
        self.places = Places(map(_place, divisions))
        self.by_name: defaultdict[str, set[int]] = defaultdict(set)
        self.names = NameIndex(clean_name(row.text("name")) for row in rows)
        for pk, name in Enterprise.objects.values_list("pk", "name"):
            self.by_name[fold_name(name)].add(pk)
            self.names.add(name)
        self.lines: dict[int, int] = {}

    def take(self, row: Row) -> RowResult:
        """Read and store one row, and say what came of it."""
        facts, findings = read_row(row, self.places, splits_products=self.splits_products)
        if facts is None:
            return _result(row, Verdict.BAD, findings, row.text("credit_code"))
        try:
            verdict, enterprise, more = self._store_twice(facts, row)
        except RowRefused as refused:
            return _result(
                row,
                Verdict.BAD,
                [*findings, Finding(refused.column, str(refused), is_bad=True)],
                facts.credit_code,
            )
        self.by_name[fold_name(enterprise.name)].add(enterprise.pk)
        self.lines.setdefault(enterprise.pk, row.line)
        findings += [*more, *self._lookalikes(row, enterprise)]
        return _result(row, verdict, findings, enterprise.credit_code or "")

    def _store_twice(self, facts: Facts, row: Row) -> tuple[Verdict, Enterprise, list[Finding]]:
        """Store the row; once more when another import was faster with the same enterprise."""
        try:
            return self._store(facts, row)
        except (IntegrityError, DataError):
            pass
        try:
            return self._store(facts, row)
        except (IntegrityError, DataError) as error:
            raise RowRefused("", _("The row could not be stored; import the list again.")) from error

    def _store(self, facts: Facts, row: Row) -> tuple[Verdict, Enterprise, list[Finding]]:
        with transaction.atomic():
            # Two imports of one list meet here, so that an enterprise without credit code is not created twice.
            division = Division.objects.select_for_update().get(pk=self.division_ids[facts.division_code])
            enterprise, findings = self._find(facts, row)
            verdict = Verdict.SAME
            if enterprise is None:
                enterprise = Enterprise(
                    name=facts.name, organisation_type=facts.organisation_type, division=division
                )
                verdict = Verdict.NEW
            changed, more = merge(
                facts, row, enterprise, division=division, first_line=self.lines.get(enterprise.pk or 0)
            )
            if changed and verdict is Verdict.SAME:
                verdict = Verdict.UPDATED
            if verdict is not Verdict.SAME:
                payload = {"verdict": verdict.value, "fields": sorted(changed), "line": row.line}
                events.record("imported", enterprise, by=self.by, payload=payload)
        return verdict, enterprise, [*findings, *more]

    def _find(self, facts: Facts, row: Row) -> tuple[Enterprise | None, list[Finding]]:
        """Find the enterprise a row is about: by its credit code, else by its exact name."""
        locked = Enterprise.objects.select_for_update()
        if facts.credit_code:
            known = locked.filter(credit_code=facts.credit_code).first()
            if known is not None:
                return known, []
        named = same_name(locked, facts.name, self.by_name[fold_name(facts.name)])
        if not facts.credit_code:
            return self._only(named, row), []
        others = [one.credit_code for one in named if one.credit_code]
        text = _(
            "An enterprise of the same name has the credit code %(code)s; this row is kept apart from it."
        )
        findings = [Finding(row.letter("credit_code"), text % {"code": code}) for code in others]
        return self._only([one for one in named if not one.credit_code], row), findings

    def _only(self, found: list[Enterprise], row: Row) -> Enterprise | None:
        if len(found) > 1:
            text = _("%(count)d enterprises have this name; give the credit code of the one that is meant.")
            raise RowRefused(row.letter("name"), text % {"count": len(found)})
        return found[0] if found else None

    def _lookalikes(self, row: Row, enterprise: Enterprise) -> list[Finding]:
        """Name the others that might be confused with this one; its own former name is none of them."""
        texts = {
            Likeness.ONE_CHARACTER: _(
                "The name differs in one character from %(name)s; nothing was merged, please compare."
            ),
            Likeness.RELATED: _(
                "The name resembles %(name)s (parent or subsidiary?); nothing was merged, please compare."
            ),
        }
        near = [
            one
            for one in self.names.near(enterprise.name)
            if self.by_name.get(fold_name(one.name)) != {enterprise.pk}
        ]
        return [
            Finding(row.letter("name"), texts[one.likeness] % {"name": one.name})
            for one in near[:_MOST_LOOKALIKES]
        ]


def _place(division: Division) -> Place:
    parent = division.parent.code if division.parent else ""
    return Place(division.code, division.name, parent, tuple(division.former_codes))


def _result(row: Row, verdict: Verdict, findings: list[Finding], credit_code: str) -> RowResult:
    return RowResult(row.sheet, row.line, clean_name(row.text("name")), credit_code, verdict, findings)

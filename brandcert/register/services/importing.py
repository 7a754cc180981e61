"""Taking in titles of earlier years: everything or nothing, tried first, the same list again changes nothing."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.accounts.models import Division
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError
from brandcert.enterprises.models import Enterprise
from brandcert.enterprises.names import fold_name
from brandcert.enterprises.places import Place, Places
from brandcert.enterprises.rows import Finding
from brandcert.enterprises.services import ImportResult, RowResult, Verdict, enter_without_account
from brandcert.enterprises.spreadsheets import Row, read_spreadsheet
from brandcert.register.columns import TITLE_COLUMNS
from brandcert.register.entries import TitleFacts, key_of, read_title
from brandcert.register.models import LegacyTitle, TitleList
from brandcert.register.services.indexing import index_titles

_FACTS = (
    "number",
    "title",
    "holder",
    "credit_code",
    "category",
    "product",
    "brand",
    "awarded_by",
    "decision_number",
    "awarded_on",
    "valid_from",
    "valid_to",
    "ended_on",
    "ended_as",
)


class RowsUnknown(BusinessError):
    """A row was named that the list does not have."""


def take_titles(
    path: Path,
    *,
    today: datetime.date,
    dry_run: bool = False,
    lines: Collection[int] = (),
    skips_bad: bool = False,
    correction: str = "",
    by: Any = SYSTEM,
) -> ImportResult:
    """Take the titles of a list (CSV or XLSX) into the register, all of them or none.

    With `lines` only the rows of these numbers count; with `skips_bad` the good rows are taken and the bad ones
    named. A number that is known already is left alone when the row says the same, and is a bad row when it does
    not, unless `correction` gives the reason to correct it. Enterprises are found by credit code, else by their one
    exact name; others are entered without an account, where the row says in which division. The result of a refused
    list or a trial (`dry_run`) stores nothing. Raises FileRefused, RowsUnknown, Refused.
    """
    policies.require(by, "register.titlelist.take")
    content = read_spreadsheet(path, TITLE_COLUMNS, required="number")
    rows = [row for row in content.rows if not lines or row.line in lines]
    if missing := sorted(set(lines) - {row.line for row in rows}):
        words = _("The list has no row in line %(lines)s.")
        raise RowsUnknown(words % {"lines": ", ".join(map(str, missing))})
    with transaction.atomic():
        kept = TitleList.objects.create(
            name=path.name[-200:],
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            correction=correction[:300],
        )
        run = _Run(kept, rows, today=today, by=by)
        results = [run.take(row) for row in rows]
        result = ImportResult(path.name, dry_run, results, content.remarks)
        counts = result.counts
        is_refused = bool(counts["bad"]) and not skips_bad
        if dry_run or is_refused or not counts["new"] + counts["updated"]:
            transaction.set_rollback(True)
        else:
            kept.counts = counts
            kept.save(update_fields=["counts"])
            index_titles(run.changed)
            events.record("take", kept, by=by, payload={"sha256": kept.sha256, "counts": counts})
    return replace(result, is_dry_run=dry_run or is_refused)


class _Run:
    """One list on its way: what the register knows, and which number which line was about."""

    def __init__(self, kept: TitleList, rows: list[Row], *, today: datetime.date, by: Any) -> None:
        self.kept, self.today, self.by = kept, today, by
        divisions = list(Division.objects.select_related("parent"))
        self.divisions = {one.code: one for one in divisions}
        self.places = Places(
            Place(one.code, one.name, one.parent.code if one.parent else "", tuple(one.former_codes))
            for one in divisions
        )
        keys = {key_of(row.text("number")) for row in rows} - {""}
        locked = LegacyTitle.objects.select_for_update(of=("self",))
        self.known: dict[str, LegacyTitle] = locked.in_bulk(sorted(keys), field_name="key")
        self.lines: dict[str, int] = {}
        self.changed: list[int] = []
        self.by_name: defaultdict[str, list[int]] = defaultdict(list)
        self.by_code: dict[str, int] = {}
        for pk, name, code in Enterprise.objects.order_by("pk").values_list("pk", "name", "credit_code"):
            self._remember(pk, name, code)

    def _remember(self, pk: int, name: str, code: str | None) -> None:
        self.by_name[fold_name(name)].append(pk)
        if code:
            self.by_code[code] = pk

    def take(self, row: Row) -> RowResult:
        """Read and store one row, and say what came of it."""
        facts, findings = read_title(row, self.places, today=self.today)
        if facts is None:
            return self._result(row, Verdict.BAD, findings)
        key = key_of(facts.number)
        if first := self.lines.get(key):
            words = _("The number stands in line %(line)d already.") % {"line": first}
            return self._result(row, Verdict.BAD, [*findings, self._at(row, "number", words, is_bad=True)])
        self.lines[key] = row.line
        known = self.known.get(key)
        if known is not None:
            return self._compare(row, facts, known, findings)
        title = LegacyTitle(key=key, taken_from=self.kept, line=row.line, **self._values(facts))
        title.enterprise_id, more = self._enterprise(row, facts)
        title.save()
        self.changed.append(title.pk)
        events.record("enter", title, by=self.by, payload={"list": self.kept.pk, "line": row.line})
        return self._result(row, Verdict.NEW, [*findings, *more])

    def _compare(self, row: Row, facts: TitleFacts, known: LegacyTitle, findings: list[Finding]) -> RowResult:
        """Leave a known title alone, or correct it where a reason was given."""
        values = self._values(facts)
        changed = [name for name, value in values.items() if getattr(known, name) != value]
        if not changed:
            return self._result(row, Verdict.SAME, findings)
        changes = tuple(
            f"{_title(name)}: {self._shown(name, getattr(known, name))} → {self._shown(name, values[name])}"
            for name in changed
        )
        if not self.kept.correction:
            words = _(
                "The register knows this number with other facts (%(changes)s). To correct it, import again with a reason."
            )
            bad = self._at(row, "number", words % {"changes": "; ".join(changes)}, is_bad=True)
            return self._result(row, Verdict.BAD, [*findings, bad])
        for name in changed:
            setattr(known, name, values[name])
        known.taken_from, known.line = self.kept, row.line
        found, more = self._enterprise(row, facts)
        known.enterprise_id = found or known.enterprise_id
        known.save()
        self.changed.append(known.pk)
        facts_told = {"list": self.kept.pk, "line": row.line, "fields": sorted(changed)}
        events.record("correct", known, by=self.by, payload=facts_told)
        return self._result(row, Verdict.UPDATED, [*findings, *more], changes)

    def _values(self, facts: TitleFacts) -> dict[str, Any]:
        division = self.divisions.get(facts.division_code)
        return {
            **{name: getattr(facts, name) for name in _FACTS},
            "division_id": division.pk if division else None,
        }

    def _shown(self, name: str, value: Any) -> str:
        if name == "division_id":
            return next((one.name for one in self.divisions.values() if one.pk == value), "–")
        return str(value or "–")

    def _enterprise(self, row: Row, facts: TitleFacts) -> tuple[int | None, list[Finding]]:
        """Find the enterprise of a title, or enter it without an account; a former name stays with the title."""
        if facts.credit_code and (found := self.by_code.get(facts.credit_code)):
            return found, []
        named = self.by_name.get(fold_name(facts.holder), [])
        if not facts.credit_code and named:
            if len(named) == 1:
                return named[0], [
                    self._at(row, "name", _("The enterprise was found by its name alone; please compare."))
                ]
            words = _("%(count)d enterprises have this name; the title was linked to none of them.")
            return None, [self._at(row, "name", words % {"count": len(named)})]
        division = self.divisions.get(facts.division_code)
        if division is None:
            words = _("The enterprise is not known and no division is given: the title is linked to none.")
            return None, [self._at(row, "name", words)]
        made = enter_without_account(
            name=facts.holder, credit_code=facts.credit_code, division=division, line=row.line, by=self.by
        )
        self._remember(made.pk, made.name, made.credit_code)
        return made.pk, [
            self._at(row, "name", _("The enterprise was not known and was entered without an account."))
        ]

    @staticmethod
    def _at(row: Row, name: str, text: str, *, is_bad: bool = False) -> Finding:
        return Finding(row.letter(name), text, is_bad=is_bad)

    @staticmethod
    def _result(
        row: Row, verdict: Verdict, findings: list[Finding], changes: tuple[str, ...] = ()
    ) -> RowResult:
        return RowResult(
            row.sheet, row.line, row.text("number"), row.text("credit_code"), verdict, findings, changes
        )


def _title(name: str) -> str:
    field: Any = LegacyTitle._meta.get_field(name.removesuffix("_id"))
    return str(field.verbose_name)

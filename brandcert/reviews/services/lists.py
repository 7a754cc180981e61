"""Lists of experts that come in: tried before they are taken over."""

from __future__ import annotations

import datetime
import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.accounts.models import Division, User
from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.enterprises.places import Place, Places
from brandcert.enterprises.rows import Finding
from brandcert.enterprises.services import ImportResult, RowResult, Verdict
from brandcert.enterprises.spreadsheets import Row, read_spreadsheet
from brandcert.programs.enums import CategoryKey
from brandcert.reviews.models import Expert, ExpertList
from brandcert.reviews.rows import EXPERT_COLUMNS, Facts, read_line
from brandcert.reviews.services.pool import edit_expert, enter_expert, enter_person


class LineRefused(BusinessError):
    """A line cannot be stored as it stands; `column` is the field it is about."""

    def __init__(self, text: str, column: str = "") -> None:
        """Keep the column."""
        self.column = column
        super().__init__(text)


def receive_list(
    *, name: str, content: bytes, by: Any, now: datetime.datetime, today: datetime.date
) -> ExpertList:
    """Keep a list and try it: every line gets its verdict, nothing is stored of it yet.

    Raises FileRefused when the file as a whole cannot be read, Refused.
    """
    policies.require(by, "reviews.expertlist.receive", None)
    with transaction.atomic():
        trial = _run(name, content, by=by, today=today, dry_run=True)
        row = ExpertList.objects.create(
            name=Path(name).name[-200:],
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            trial=trial.as_json(),
            received_by=by,
            received_at=now,
        )
        events.record("receive", row, by=by, payload={"sha256": row.sha256, "counts": trial.counts})
    return row


def take_list(row: ExpertList, *, by: Any, now: datetime.datetime, today: datetime.date) -> ExpertList:
    """Take the good lines of a list over; bad ones are reported. The file itself is forgotten afterwards.

    Raises SomeoneWasFaster for a list that was taken over before, Refused.
    """
    policies.require(by, "reviews.expertlist.take", row)
    with transaction.atomic():
        kept = ExpertList.objects.select_for_update().get(pk=row.pk)
        if kept.taken_at is not None:
            raise SomeoneWasFaster(_("This list has been taken over already."))
        result = _run(kept.name, bytes(kept.content), by=by, today=today, dry_run=False)
        kept.result, kept.taken_at, kept.content = result.as_json(), now, b""
        kept.save()
        events.record("take", kept, by=by, payload={"counts": result.counts})
    return kept


def _run(name: str, content: bytes, *, by: Any, today: datetime.date, dry_run: bool) -> ImportResult:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name[-80:] or "list")
        path.write_bytes(content)
        read = read_spreadsheet(path, EXPERT_COLUMNS, required="name")
    run = _Run(by=by, today=today)
    if not dry_run:
        return ImportResult(name, False, [run.take(one) for one in read.rows], read.remarks)
    with transaction.atomic():
        results = [run.take(one) for one in read.rows]
        transaction.set_rollback(True)
    return ImportResult(name, True, results, read.remarks)


class _Run:
    """One list on its way: places, and which expert which line was about."""

    def __init__(self, *, by: Any, today: datetime.date) -> None:
        self.by, self.today = by, today
        divisions = list(Division.objects.select_related("parent"))
        self.divisions = {one.code: one for one in divisions}
        self.places = Places(
            Place(one.code, one.name, one.parent.code if one.parent else "", tuple(one.former_codes))
            for one in divisions
        )
        self.lines: dict[int, int] = {}

    def take(self, row: Row) -> RowResult:
        """Read and store one line, and say what came of it."""
        facts, findings = read_line(row, self.places)
        if facts is None:
            return self._result(row, Verdict.BAD, findings)
        try:
            with transaction.atomic():
                verdict, more, changes = self._store(facts, row)
        except LineRefused as refused:
            column = row.letter(refused.column) if refused.column else ""
            return self._result(row, Verdict.BAD, [*findings, Finding(column, str(refused), is_bad=True)])
        except BusinessError as refused:
            return self._result(row, Verdict.BAD, [*findings, Finding("", str(refused), is_bad=True)])
        return self._result(row, verdict, [*findings, *more], changes)

    @staticmethod
    def _result(
        row: Row, verdict: Verdict, findings: list[Finding], changes: Sequence[str] = ()
    ) -> RowResult:
        code = row.text("employer_credit_code")
        return RowResult(row.sheet, row.line, row.text("name"), code, verdict, findings, changes)

    def _store(self, facts: Facts, row: Row) -> tuple[Verdict, list[Finding], list[str]]:
        values = dict(facts.values)
        if facts.division_code:
            values["division"] = self.divisions[facts.division_code]
        expert = self._find(facts)
        if expert is None:
            expert, verdict, changed = self._enter(facts, values), Verdict.NEW, []
        else:
            changed = edit_expert(expert, values=values, by=self.by, today=self.today)
            verdict = Verdict.UPDATED if changed else Verdict.SAME
        more = []
        first = self.lines.setdefault(expert.pk, row.line)
        if first != row.line and changed:
            words = _("Line %(line)d is about the same expert and says otherwise; the later line was taken.")
            more.append(Finding("", words % {"line": first}))
        # The row that was found still holds what stood there before.
        return verdict, more, [_change(expert, name, values[name]) for name in changed]

    def _enter(self, facts: Facts, values: dict[str, Any]) -> Expert:
        if not facts.email:
            raise LineRefused(
                _("A new expert needs an e-mail address, by which the account is opened."), "email"
            )
        for name in ("employer", "categories"):
            if not values.get(name):
                raise LineRefused(_("A new expert needs an employer and at least one category."), name)
        user = User.objects.filter(email__iexact=facts.email).first()
        if user is not None and user.name and user.name != facts.name:
            raise LineRefused(_("The address belongs to an account of another name."), "email")
        user = user or enter_person(name=facts.name, email=facts.email, phone=facts.phone, by=self.by)
        return enter_expert(user, values=values, by=self.by)

    def _find(self, facts: Facts) -> Expert | None:
        """Find whom a line is about: by number, by address, else by name and employer."""
        rows = Expert.objects.select_related("user")
        if facts.number is not None:
            found = rows.filter(pk=facts.number).first()
            if found is None:
                raise LineRefused(_("Nobody in the pool has this number."), "number")
            return self._same_name(found, facts, "number")
        if facts.email:
            found = rows.filter(user__email__iexact=facts.email).first()
            return None if found is None else self._same_name(found, facts, "email")
        same = list(rows.filter(user__name=facts.name, employer=facts.values.get("employer", "")))
        if len(same) > 1:
            raise LineRefused(
                _("Several experts have this name and employer; give number or address."), "name"
            )
        return same[0] if same else None

    @staticmethod
    def _same_name(found: Expert, facts: Facts, column: str) -> Expert:
        if found.user.name != facts.name:
            raise LineRefused(_("In the pool this is an expert of another name."), column)
        return found


def _change(before: Expert, name: str, after: Any) -> str:
    column: Any = Expert._meta.get_field(name)
    return f"{column.verbose_name}: {_in_words(getattr(before, name))} → {_in_words(after)}"


def _in_words(value: Any) -> str:
    """Return a particular of an expert as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        labels = dict(CategoryKey.choices)
        return "、".join(str(labels.get(one, one)) for one in value) or "–"
    return "–" if value in (None, "") else str(value)

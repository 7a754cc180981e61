"""Lists of entries that come in: tried before they are taken over, matched by credit code, never by name alone."""

import datetime
import hashlib
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brandcert.core import events, pii, policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.enterprises.entries import ENTRY_COLUMNS, EntryFacts, read_entry
from brandcert.enterprises.enums import Concerns, IntegrityKind, Origin
from brandcert.enterprises.models import Enterprise, IntegrityList, IntegrityRecord
from brandcert.enterprises.names import fold_name
from brandcert.enterprises.rows import Finding
from brandcert.enterprises.services.merging import RowRefused
from brandcert.enterprises.services.records import Particulars, change_end, put_record, same_records
from brandcert.enterprises.services.results import ImportResult, RowResult, Verdict
from brandcert.enterprises.spreadsheets import Remark, Row, read_spreadsheet

_MOST_NAMED: Final = 3
_MOST_ABSENT: Final = 50


class ListRefused(BusinessError):
    """The list as a whole cannot be received."""


def receive_entries(
    *,
    name: str,
    content: bytes,
    source: str,
    listed_on: datetime.date,
    kind: str = "",
    by: Any,
    now: datetime.datetime,
    today: datetime.date,
) -> IntegrityList:
    """Keep a list and try it: every line gets its verdict, nothing is stored of it yet.

    `kind` holds for lines that name no list. Raises FileRefused when the file as a whole cannot be read, ListRefused
    without a source or for a date to come, Refused.
    """
    policies.require(by, "enterprises.integritylist.receive")
    if not source.strip() or listed_on > today:
        raise ListRefused(_("Say who published the list, and its date, which is today or earlier."))
    row = IntegrityList(
        name=Path(name).name[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        source=source.strip()[:200],
        listed_on=listed_on,
        kind=kind,
        received_by=by,
        received_at=now,
    )
    with transaction.atomic():
        trial = _run(row, by=by, today=today, dry_run=True)
        row.trial = trial.as_json()
        row.save()
        events.record("receive", row, by=by, payload={"sha256": row.sha256, "counts": trial.counts})
    return row


def take_entries(
    row: IntegrityList, *, by: Any, now: datetime.datetime, today: datetime.date
) -> IntegrityList:
    """Take the good lines of a list over; bad ones are reported. The file itself is forgotten afterwards.

    Raises SomeoneWasFaster for a list that was taken over before, Refused.
    """
    policies.require(by, "enterprises.integritylist.take", row)
    with transaction.atomic():
        kept = IntegrityList.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if kept.taken_at is not None:
            raise SomeoneWasFaster(_("This list has been taken over already."))
        result = _run(kept, by=by, today=today, dry_run=False)
        kept.result, kept.taken_at, kept.content = result.as_json(), now, b""
        kept.save(update_fields=["result", "taken_at", "content"])
        events.record("take", kept, by=by, payload={"counts": result.counts})
    return kept


def _run(kept: IntegrityList, *, by: Any, today: datetime.date, dry_run: bool) -> ImportResult:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(kept.name).name[-80:] or "list")
        path.write_bytes(bytes(kept.content))
        read = read_spreadsheet(path, ENTRY_COLUMNS, required="name")
    run = _Run(kept, by=by, today=today)
    if not dry_run:
        results = [run.take(one) for one in read.rows]
        return ImportResult(kept.name, False, results, [*read.remarks, *run.absent()])
    with transaction.atomic():
        kept.save()
        results = [run.take(one) for one in read.rows]
        remarks = run.absent()
        transaction.set_rollback(True)
    kept.pk = None
    return ImportResult(kept.name, True, results, [*read.remarks, *remarks])


class _Run:
    """One list on its way: who is in the register, and which entries the list names."""

    def __init__(self, kept: IntegrityList, *, by: Any, today: datetime.date) -> None:
        self.kept, self.by, self.today = kept, by, today
        self.by_name: defaultdict[str, list[str]] = defaultdict(list)
        for name, code in Enterprise.objects.order_by("pk").values_list("name", "credit_code"):
            self.by_name[fold_name(name)].append(code or "–")
        self.named: set[int] = set()
        self.kinds: set[str] = set()

    def take(self, row: Row) -> RowResult:
        """Read and store one line, and say what came of it."""
        facts, findings = read_entry(row, kind=self.kept.kind, today=self.today)
        if facts is None:
            return self._result(row, Verdict.BAD, findings)
        found = Enterprise.objects.filter(credit_code=facts.credit_code) if facts.credit_code else None
        enterprise = found.first() if found is not None else None
        if enterprise is None:
            return self._not_ours(facts, row, findings)
        try:
            with transaction.atomic():
                verdict, more, changes = self._store(facts, enterprise, row)
        except RowRefused as refused:
            findings.append(Finding(refused.column, str(refused), is_bad=True))
            return self._result(row, Verdict.BAD, findings, (), enterprise.name)
        return self._result(row, verdict, [*findings, *more], changes, enterprise.name)

    def absent(self) -> list[Remark]:
        """Name the entries that an earlier list of this source brought and this one lacks; a person decides whether they ended."""
        rows = (
            IntegrityRecord.objects.filter(source=self.kept.source, kind__in=self.kinds, origin=Origin.LIST)
            .in_force(self.today)
            .exclude(pk__in=self.named)
            .select_related("enterprise")
            .order_by("pk")
        )
        text = _(
            "%(name)s (%(kind)s since %(since)s) stands in the register by an earlier list of this source and is not in this one. If the entry was removed, end it with the proof."
        )
        return [
            Remark(
                "",
                0,
                text
                % {
                    "name": one.enterprise.name,
                    "kind": one.get_kind_display(),
                    "since": one.since.isoformat(),
                },
            )
            for one in rows[:_MOST_ABSENT]
        ]

    @staticmethod
    def _result(
        row: Row, verdict: Verdict, findings: list[Finding], changes: tuple[str, ...] = (), name: str = ""
    ) -> RowResult:
        shown = name or row.text("name")
        return RowResult(row.sheet, row.line, shown, row.text("credit_code"), verdict, findings, changes)

    def _store(
        self, facts: EntryFacts, enterprise: Enterprise, row: Row
    ) -> tuple[Verdict, list[Finding], tuple[str, ...]]:
        if facts.kind == IntegrityKind.BAR and not policies.allowed(self.by, "enterprises.enterprise.bar"):
            raise RowRefused(
                row.letter("kind"), _("A bar is ordered by the director, by a decision of its own.")
            )
        self.kinds.add(facts.kind)
        said = self._particulars(facts)
        known = same_records(enterprise, said).select_related("enterprise").first()
        warnings = self._other_name(enterprise, facts, row)
        if known is None:
            self.named.add(put_record(enterprise, said, by=self.by).pk)
            return Verdict.NEW, warnings, ()
        self.named.add(known.pk)
        # What a person ended with a proof stays ended; a list without the day of removal does not open it again.
        if known.until == facts.until or known.ended_at is not None or facts.until is None:
            return Verdict.SAME, warnings, ()
        change = _("until: %(before)s → %(after)s") % {"before": known.until or "–", "after": facts.until}
        change_end(known, facts.until, by=self.by)
        return Verdict.UPDATED, warnings, (change,)

    def _particulars(self, facts: EntryFacts) -> Particulars:
        return Particulars(
            kind=facts.kind,
            since=facts.since,
            until=facts.until,
            source=self.kept.source,
            concerns=facts.concerns,
            reference=facts.reference,
            listed_on=self.kept.listed_on,
            origin=Origin.LIST.value,
            taken_from=self.kept,
        )

    def _not_ours(self, facts: EntryFacts, row: Row, findings: list[Finding]) -> RowResult:
        """Say that nothing is entered; a name that is in the register too is for a person to look at."""
        codes = self.by_name.get(fold_name(facts.name), []) if facts.name else []
        is_person = facts.concerns == Concerns.REPRESENTATIVE
        shown = str(pii.masked(pii.Kind.NAME, facts.name)) if is_person else facts.name
        if not codes:
            words = (_("No enterprise of the register has this credit code: nothing to enter."),)
            return self._result(row, Verdict.SAME, findings, words, shown)
        text = _(
            "The name alone decides nothing. In the register this name has %(codes)s: look whether it is the same, and enter it by hand."
        )
        named = Finding(row.letter("name"), text % {"codes": "、".join(codes[:_MOST_NAMED])})
        return self._result(row, Verdict.SAME, [*findings, named], (), shown)

    @staticmethod
    def _other_name(enterprise: Enterprise, facts: EntryFacts, row: Row) -> list[Finding]:
        same = fold_name(facts.name) == fold_name(enterprise.name)
        if not facts.name or same or facts.concerns == Concerns.REPRESENTATIVE:
            return []
        words = _("In the register the enterprise of this credit code is called %(name)s; please compare.")
        return [Finding(row.letter("name"), words % {"name": enterprise.name})]

"""Take titles of earlier years from a CSV or XLSX file."""

import argparse
import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.core.errors import BusinessError
from brandcert.enterprises.services import ImportResult, result_path, write_result
from brandcert.register.services import take_titles

REFUSED = 1
_ROWS = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")


def lines(text: str) -> frozenset[int]:
    """Read numbers of rows such as 2,5-9. Raises ArgumentTypeError for anything else."""
    found: set[int] = set()
    for part in text.split(","):
        match = _ROWS.fullmatch(part.strip())
        if match is None:
            raise argparse.ArgumentTypeError(f"{text!r} names no rows; write them as 2,5-9")
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(found)


class Command(BaseCommand):
    """Takes earlier titles in, all rows or none; the result file names line, column and reason."""

    help = (
        "Take titles of earlier years (.csv or .xlsx) into the public register: old numbers and dates, no document and "
        "no signature. One bad row stops the whole list, unless the good rows are named or --skip-bad is given. "
        "Running the same list again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and what is to be taken of it."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the list, .csv or .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="find the verdicts, store nothing")
        parser.add_argument(
            "--rows", type=lines, default=frozenset(), metavar="2,5-9", help="these rows only"
        )
        parser.add_argument("--skip-bad", action="store_true", help="take the good rows, name the bad ones")
        parser.add_argument(
            "--correct",
            default="",
            metavar="REASON",
            help="correct entries whose facts differ, for this reason",
        )
        parser.add_argument(
            "--result", type=Path, metavar="FILE", help="where the result goes (default: beside FILE)"
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take the list in. Raises CommandError (1) when it is refused as a whole."""
        source: Path = options["file"]
        target: Path = options["result"] or result_path(source)
        if target.resolve() == source.resolve() or target.suffix.lower() not in {".csv", ".xlsx"}:
            raise CommandError(
                _("The result needs a file of its own, .csv or .xlsx: %(file)s") % {"file": target},
                returncode=2,
            )
        try:
            result = take_titles(
                source,
                today=timezone.localdate(),
                dry_run=options["dry_run"],
                lines=options["rows"],
                skips_bad=options["skip_bad"],
                correction=options["correct"],
            )
            write_result(result, target, subject=_("Number"), code=_("Credit code"))
        except BusinessError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except OSError as error:
            values = {"file": target, "reason": error.strerror}
            raise CommandError(_("%(file)s cannot be written: %(reason)s") % values) from error
        self._print(result, target, options["format"])
        if result.is_dry_run and not options["dry_run"]:
            words = _(
                "%(bad)d of %(rows)d rows cannot be taken, so nothing was stored. Mend them, or see --skip-bad."
            )
            raise CommandError(words % result.counts, returncode=REFUSED)

    def _print(self, result: ImportResult, target: Path, form: str) -> None:
        if form == "json":
            told = {**result.as_json(), "result": str(target)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for row in result.rows:
                if row.findings or row.changes:
                    place = f"{row.sheet} {row.line}".strip()
                    self.stdout.write(f"{place}\t{row.columns}\t{row.verdict}\t{row.name}\t{row.reasons}")
        counts = _(
            "%(rows)d rows: %(new)d new, %(updated)d updated, %(same)d same, %(bad)d bad; %(warned)d with warnings"
        )
        self.stderr.write(counts % result.counts, style_func=str)
        if result.is_dry_run:
            self.stderr.write(_("Nothing was stored."), style_func=str)
        self.stderr.write(_("Result file: %(file)s") % {"file": target}, style_func=str)

"""Import a list of enterprises from a CSV or XLSX file."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError
from brandcert.enterprises.services import ImportResult, import_enterprises, result_path, write_result

REFUSED, WRONG_USAGE = 1, 2


class Command(BaseCommand):
    """Imports a list and writes a result file beside it; a bad row is a result, not a failure of the import."""

    help = (
        "Import a list of enterprises (.csv or .xlsx). Every row ends as new, updated, same or bad; the result file "
        "names line, column and reason. Running the same list again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the list, .csv or .xlsx")
        parser.add_argument(
            "--result",
            type=Path,
            metavar="FILE",
            help="where the result goes, .csv or .xlsx (default: beside FILE)",
        )
        parser.add_argument("--dry-run", action="store_true", help="find the verdicts, store nothing")
        parser.add_argument(
            "--split-products", action="store_true", help="make several products of a cell that names several"
        )
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="what is written to standard output"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        source: Path = options["file"]
        target: Path = options["result"] or result_path(source)
        _check_target(source, target)
        try:
            result = import_enterprises(
                source, by=SYSTEM, dry_run=options["dry_run"], splits_products=options["split_products"]
            )
        except BusinessError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        self._print(result, target, options["format"])
        try:
            write_result(result, target)
        except OSError as error:
            values = {"file": target, "reason": error.strerror}
            raise CommandError(
                _("The list was imported, but %(file)s cannot be written: %(reason)s") % values
            ) from error

    def _print(self, result: ImportResult, target: Path, form: str) -> None:
        if form == "json":
            data = {**result.as_json(), "result": str(target)}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
        else:
            for row in result.rows:
                if row.findings:
                    place = f"{row.sheet} {row.line}".strip()
                    self.stdout.write(f"{place}\t{row.columns}\t{row.verdict}\t{row.name}\t{row.reasons}")
        for remark in result.remarks:
            self._say(" ".join(one for one in (remark.sheet, str(remark.line or ""), remark.text) if one))
        if result.is_dry_run:
            self._say(_("Trial run: nothing was stored."))
        counts = _(
            "%(rows)d rows: %(new)d new, %(updated)d updated, %(same)d same, %(bad)d bad; %(warned)d with warnings"
        )
        self._say(counts % result.counts)
        self._say(_("Result file: %(file)s") % {"file": target})

    def _say(self, text: str) -> None:
        """Write a message to standard error, which is not always an error."""
        self.stderr.write(text, style_func=str)


def _check_target(source: Path, target: Path) -> None:
    """Find out before anything is stored that the result can be written. Raises CommandError."""
    if target.suffix.lower() not in {".csv", ".xlsx"}:
        raise CommandError(
            _("%(file)s: the result is written as .csv or .xlsx.") % {"file": target}, returncode=WRONG_USAGE
        )
    if target.resolve() == source.resolve():
        raise CommandError(_("The result would overwrite the list itself."), returncode=WRONG_USAGE)
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise CommandError(
            _("The folder %(folder)s cannot be written to; name another place with --result.")
            % {"folder": target.parent},
            returncode=REFUSED,
        )

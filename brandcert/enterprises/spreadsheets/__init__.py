"""Lists that people send, CSV or XLSX: rows with true line numbers and column letters, whatever was done to the file."""

from brandcert.enterprises.spreadsheets.cells import (
    Cell,
    Kind,
    column_letter,
    fault_in_cell,
    parse_date,
    starts_formula,
)
from brandcert.enterprises.spreadsheets.files import FileRefused, read_spreadsheet
from brandcert.enterprises.spreadsheets.headers import Header, fold_header
from brandcert.enterprises.spreadsheets.tables import Remark, Row, Spreadsheet

__all__ = [
    "Cell",
    "FileRefused",
    "Header",
    "Kind",
    "Remark",
    "Row",
    "Spreadsheet",
    "column_letter",
    "fault_in_cell",
    "fold_header",
    "parse_date",
    "read_spreadsheet",
    "starts_formula",
]

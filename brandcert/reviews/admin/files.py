"""The pool of experts as a file that can be taken in again."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from brandcert.core.pii import Kind
from brandcert.lists.tables import Column, Table, Value, register
from brandcert.programs.enums import CategoryKey
from brandcert.reviews.models import Expert
from brandcert.reviews.rows import EXPERT_COLUMNS

SHORT: Final = {
    CategoryKey.MANUFACTURING: "制造",
    CategoryKey.AGRICULTURE: "农特",
    CategoryKey.SERVICES: "服务",
}


def _categories(row: Expert) -> Value:
    return "、".join(SHORT[CategoryKey(key)] for key in row.categories if key in CategoryKey.values)


def _column(name: str) -> str:
    """Return the title by which the column is known when the list comes in again."""
    return EXPERT_COLUMNS[name][0]


# Names stay whole: panels are drawn among them, and the list is taken in again by them.
register(
    Table(
        model="reviews.expert",
        title=_("Pool of experts"),
        columns=(
            Column(_column("number"), lambda row: row.pk),
            Column(_column("name"), lambda row: row.user.name),
            Column(_column("title"), lambda row: row.title),
            Column(_column("post"), lambda row: row.post),
            Column(_column("employer"), lambda row: row.employer),
            Column(_column("employer_credit_code"), lambda row: row.employer_credit_code),
            Column(_column("categories"), _categories),
            Column(_column("fields"), lambda row: "、".join(row.fields)),
            Column(_column("division"), lambda row: row.division.name if row.division else ""),
            Column(_column("is_available"), lambda row: "是" if row.is_available else "否"),
            Column(_column("most_tasks"), lambda row: row.most_tasks),
            Column(_column("email"), lambda row: row.user.email, Kind.EMAIL),
        ),
        rows=lambda rows: rows.select_related("user", "division"),
    )
)

"""The list of a management page: what it is asked for beside Django's own parameters."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

# `?_rows=all` asks for every row, `?_rows=7` for those of what an app keeps under this key.
ROWS: Final = "_rows"
WHOLE: Final = "all"
WHOLE_QUERY: Final = f"?{ROWS}={WHOLE}"


def take_rows(request: HttpRequest) -> str | None:
    """Return which rows the address asks for, and take the word out of the query, which the list reads as lookups."""
    asked = request.GET.get(ROWS)
    if asked is not None:
        query = request.GET.copy()
        del query[ROWS]
        request.GET = query  # type: ignore[assignment] # a copy that may still be changed
    return asked


class DeskList(ChangeList):
    """A list that can be opened filtered: then the way to all rows says so, since an address without a query would not lead there."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know whether an address without a query shows a filter."""
        self.opens_filtered = bool(getattr(request, "opens_filtered", False))
        super().__init__(request, *args, **kwargs)

    @property
    def whole_query(self) -> str:
        """Return the query that leads to all rows."""
        return WHOLE_QUERY if self.opens_filtered else "?"

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """Return the query of a link of the list."""
        query = super().get_query_string(new_params, remove)
        return self.whole_query if query == "?" else query

    def get_results(self, request: HttpRequest) -> None:
        """Ask the database; a year of a filter that no calendar has is a wrong filter, not a fault."""
        try:
            super().get_results(request)
        except (OverflowError, ValueError) as error:
            if not any(name.endswith("__year") for name in self.filter_params):
                raise
            raise IncorrectLookupParameters from error

    def get_filters(self, request: HttpRequest) -> Any:
        """Read `?status=x` as the filter panel writes it, so that the panel shows what is filtered."""
        for name in self.list_filter:
            # A filter of its own may stand in for that of a field, under the field's name.
            exact = str(getattr(name, "parameter_name", f"{name}__exact"))
            plain = exact.removesuffix("__exact")
            if (
                plain != exact
                and plain in self.params
                and exact not in self.params
                and self._has_choices(plain)
            ):
                self.params[exact] = self.params.pop(plain)
                self.filter_params[exact] = self.filter_params.pop(plain)
        return super().get_filters(request)

    def _has_choices(self, name: Any) -> bool:
        return isinstance(name, str) and any(
            field.name == name and bool(field.choices) for field in self.lookup_opts.concrete_fields
        )

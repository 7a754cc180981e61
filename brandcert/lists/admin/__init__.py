"""Lists at the desk: acts for many rows."""

from brandcert.lists.admin import jobs as _jobs  # noqa: F401 -- registers its page and the menu of lists

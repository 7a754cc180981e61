"""Lists at the desk: acts for many rows, copies that leave the house, saved filters."""

from brandcert.lists.admin import bar as _bar  # noqa: F401 -- stands above every list
from brandcert.lists.admin import copies as _copies  # noqa: F401 -- registers its page
from brandcert.lists.admin import files as _files  # noqa: F401 -- registers enterprises as a file
from brandcert.lists.admin import filters as _filters  # noqa: F401 -- stands above every list and opens it
from brandcert.lists.admin import jobs as _jobs  # noqa: F401 -- registers its page and the menu of lists

"""Whether this machine prints documents as they were designed, told by `manage.py check`."""

from typing import Any

from django.core.checks import CheckMessage, Error

from brandcert.documents import printing

HINT = "script/install.sh system lists the packages; no certificate is made on this machine until then."


def check_fonts(**_kwargs: Any) -> list[CheckMessage]:
    """Fail for every pinned font that is missing or another version: the page would look different."""
    return [Error(problem, hint=HINT, id="brandcert.E010") for problem in printing.font_problems()]


def check_typesetter(**_kwargs: Any) -> list[CheckMessage]:
    """Fail when the typesetter does not load; only with --deploy, because loading it takes a second."""
    return [Error(problem, hint=HINT, id="brandcert.E011") for problem in printing.typesetter_problems()]

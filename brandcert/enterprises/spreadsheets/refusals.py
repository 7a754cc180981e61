"""The one error of reading: the file as a whole is refused."""

from brandcert.core.errors import BusinessError


class FileRefused(BusinessError):
    """The file cannot be read at all; the text says why and what to do."""

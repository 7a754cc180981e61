"""How the web server takes files off the line: no more of each than could ever be kept, and nothing by name."""

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from brandcert.documents.services.examining import LARGEST


class CutOff(FileUploadHandler):
    """Lets each file through up to a little more than the largest that is taken, and the rest go nowhere.

    So a file that is far too large fills no disk, and is still told to be too large.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass the part on until the file is too large in any case."""
        return raw_data if start <= LARGEST else None

    def file_complete(self, file_size: int) -> None:
        """Leave the making of the file to the handlers behind."""


class Nameless(FileUploadHandler):
    """Keeps a large file, while it arrives, in a place of the disk that has no name.

    However the request ends, also by a killed process or a cut connection, the system gives the place back.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file."""
        super().new_file(*args, **kwargs)
        self.place = tempfile.TemporaryFile()  # noqa: SIM115 - the request closes its files

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the part."""
        self.place.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Return the file as it arrived."""
        self.place.seek(0)
        return UploadedFile(
            file=self.place,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Give the place of the file that did not end back."""
        if hasattr(self, "place"):
            self.place.close()

"""How the web server takes files off the line: no more of each than could ever be kept."""

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

"""Why a file is not taken: one class per cause, the message names the cause and what to do."""

from brandcert.core.errors import BusinessError


class UploadRefused(BusinessError):
    """The file cannot be taken; the message names the cause and what to do."""


class EmptyFile(UploadRefused):
    """There is nothing in the file."""


class FileTooLarge(UploadRefused):
    """The file is larger than allowed."""


class WrongKind(UploadRefused):
    """The content is none of the kinds that are taken, whatever the name says."""


class EncryptedFile(UploadRefused):
    """The file opens with a password only."""


class BrokenFile(UploadRefused):
    """The file is damaged or cut off."""


class PictureTooLarge(UploadRefused):
    """The file is small but would unfold to a picture or a book nobody can open."""


class ActiveContent(UploadRefused):
    """The document would do something when it is opened: run, start, call, unpack."""


class HiddenContent(UploadRefused):
    """The bytes are at the same time something else than what they show."""


class VirusFound(UploadRefused):
    """A virus scanner knows the content."""


class UploadFailed(UploadRefused):
    """The file is good but could not be kept; trying again helps."""


class ScannerSilent(UploadFailed):
    """The virus scanner that has to look at every file does not answer; nothing is taken meanwhile."""

"""What the shapes of the machine interface stand for, in the language of the page that describes them."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHAPES: Final[Mapping[str, Promise]] = {
    "Announcement": _("An announcement of awards, or of the withdrawal of an earlier announcement."),
    "AnnouncementEntry": _("An enterprise and its product as they were announced."),
    "AnnouncementPage": _("One page of the announcements."),
    "Certificate": _(
        "An entry of the register. “valid” is the answer for the date “on”; “status” alone never is."
    ),
    "CertificateLog": _("What the log says of one certificate, and the checkpoint its proofs lead to."),
    "Consistency": _("That an earlier log is the beginning of a later one (RFC 6962, 2.1.2)."),
    "Inclusion": _("That an entry is in the log (RFC 6962, 2.1.1)."),
    "Log": _("The public log: its name, its keys, how far it goes."),
    "LogEntry": _("An entry, to be hashed exactly as it is spelled."),
    "LogPage": _("Consecutive entries of the log."),
    "StatusListEntry": _("One status list and where it is."),
    "StatusLists": _("The status lists in use, and how long they may be kept."),
    "CertificatePage": _("One page of the register."),
    "Notice": _("A public notice with its first and last day, both inclusive."),
    "NoticeEntry": _("An enterprise and its product on a published list."),
    "NoticePage": _("One page of the public notices."),
    "Problem": _("An error (RFC 9457)."),
    "StatusPeriod": _(
        "From when to when a certificate had a status; “to” is empty while it lasts, “ground” is a code."
    ),
}
FIELDS: Final[Mapping[str, Promise]] = {
    "number": _("number for machines"),
    "purpose": _("what a set bit means: revocation or suspension"),
    "url": _("address"),
    "ttl": _("milliseconds a list may be kept"),
    "lists": _("status lists"),
    "origin": _("name of the log"),
    "size": _("entries in the log"),
    "root_hash": _("root hash, in hex"),
    "keys": _("public keys of the log, newest first"),
    "checkpoint": _("signed checkpoint, or where it is"),
    "index": _("place in the log"),
    "entry": _("entry, JSON in one line"),
    "start": _("place of the first entry"),
    "tree_size": _("size of the log the proof is for"),
    "leaf_hash": _("hash of the entry, in base64"),
    "hashes": _("hashes of the proof, in base64"),
    "first": _("size of the earlier log"),
    "second": _("size of the later log"),
    "status": _("status on the date"),
    "valid": _("in force during the whole of the date"),
    "on": _("date the answer is for (Beijing time)"),
    "holder": _("holder"),
    "credit_code": _("unified social credit code"),
    "category": _("category"),
    "product": _("product or service"),
    "scope": _("model, or scope of the service"),
    "valid_from": _("first day of validity"),
    "valid_to": _("last day of validity"),
    "decision_number": _("decision number"),
    "issued_on": _("issued on"),
    "status_history": _("dated statuses, oldest first"),
    "replaced_by": _("number of the newer certificate"),
    "sha256": _("SHA-256 of the document"),
    "from": _("from"),
    "to": _("to; empty while it lasts"),
    "ground": _("ground, as a code"),
    "count": _("how many there are"),
    "next": _("address of the next page"),
    "previous": _("address of the page before"),
    "results": _("the entries of this page"),
    "id": _("key"),
    "batch": _("batch"),
    "published_on": _("published on"),
    "starts_on": _("first day"),
    "ends_on": _("last day"),
    "entries": _("the published list, or the entries of the log"),
    "enterprise": _("enterprise"),
    "type": _("kind of error"),
    "title": _("what went wrong"),
    "detail": _("what to do about it"),
    "invalid_params": _("what is wrong with which parameter"),
}
ANSWERS: Final[Mapping[str, Promise]] = {
    "200": _("found"),
    "400": _("a parameter cannot be read"),
    "404": _("the register does not know it"),
    "503": _("cannot be verified right now"),
}

"""The words of letters, edited in a sandbox: checked part by part, looked at on paper, put in force by a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.core import events, policies
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.wording import INVISIBLE, missing, unknown
from brandcert.documents import printing
from brandcert.documents.catalogue import KINDS, PLACEHOLDERS
from brandcert.documents.models import Letter, LetterTemplate
from brandcert.documents.queries import last_version
from brandcert.documents.services.letters.writing import LANGUAGE, draft_of, pending_number
from brandcert.documents.wording import (
    LONGEST_PART,
    LONGEST_TITLE,
    OBLIGATORY,
    PARTS,
    Incomplete,
    Words,
    frame,
    page_of,
)

WRITE, PUT = "documents.lettertemplate.write", "documents.lettertemplate.put_in_force"


class UnusableWords(BusinessError):
    """The words cannot be used; `field` is the part with the fault."""

    def __init__(self, words: str, *, field: str) -> None:
        """Keep the part beside the words."""
        super().__init__(words)
        self.field = field


def check_words(kind: str, words: Words) -> None:
    """Raise UnusableWords for an obligatory part that is empty or lost its placeholder, an unknown placeholder, hidden or unprintable characters."""
    row = KINDS[kind]
    for part in PARTS:
        text = words.get(part, "")
        if part in ("title", *OBLIGATORY) and not text.strip():
            raise UnusableWords(_("A letter without this part is not valid."), field=part)
        if len(text) > (LONGEST_TITLE if part == "title" else LONGEST_PART):
            raise UnusableWords(_("The text is too long."), field=part)
        if wrong := unknown([text], row.uses):
            raise UnusableWords(
                _("This letter does not know the placeholder %(names)s.") % {"names": _braced(wrong)},
                field=part,
            )
        if lost := missing([text], row.needs.get(part, ())):
            raise UnusableWords(
                _("The placeholder %(names)s has to stay in this part.") % {"names": _braced(lost)},
                field=part,
            )
        _check_characters(part, text)


def _check_characters(part: str, text: str) -> None:
    if INVISIBLE.search(text.replace("\r\n", "\n").replace("\r", "\n")):
        raise UnusableWords(_("The text holds characters that cannot be seen."), field=part)
    plain = printing.printable(text.translate({9: " ", 13: "\n"}))
    if bad := printing.missing_characters(plain):
        raise UnusableWords(
            _("No font of the letters draws these characters: %(them)s") % {"them": " ".join(bad)},
            field=part,
        )


def _braced(names: list[str]) -> str:
    return "、".join("{" + name + "}" for name in names)


def write_template(kind: str, *, words: Mapping[str, str], seen: int, by: Any) -> LetterTemplate:
    """Keep the words as a new version that is not in force yet. Raises UnusableWords, SomeoneWasFaster, Refused."""
    policies.require(by, WRITE)
    kept = {part: words.get(part, "").replace("\r\n", "\n").strip() for part in PARTS}
    check_words(kind, kept)
    faster = SomeoneWasFaster(_("Somebody wrote another version meanwhile. Compare, and save again."))
    try:
        with transaction.atomic():
            if last_version(kind) != seen:
                raise faster
            row = LetterTemplate.objects.create(kind=kind, version=seen + 1, words=kept, written_by=by)
            events.record("write", row, by=by, payload={"kind": kind, "version": row.version})
    except IntegrityError as error:
        raise faster from error
    return row


def put_in_force(template: LetterTemplate, *, by: Any) -> LetterTemplate:
    """Let the version count from the next letter on; letters already written keep theirs.

    Raises Refused for whoever wrote it, UnusableWords, SomeoneWasFaster for one that is in force or overtaken.
    """
    with transaction.atomic():
        row = LetterTemplate.objects.select_for_update().get(pk=template.pk)
        policies.require(by, PUT, row)
        if row.in_force_at is not None or row.version != last_version(row.kind):
            raise SomeoneWasFaster(_("Only the last version that is not in force yet can be put in force."))
        check_words(row.kind, row.words)
        row.in_force_by, row.in_force_at = by, timezone.now()
        row.save(update_fields=["in_force_by", "in_force_at"])
        events.record("put_in_force", row, by=by, payload={"kind": row.kind, "version": row.version})
    return row


def sample_page(kind: str, words: Words, *, letter: Letter | None = None) -> dict[str, Any]:
    """Return a letter with these words: on the examples of the placeholders, or on the facts of a letter that was written.

    Raises UnusableWords.
    """
    check_words(kind, words)
    values = KINDS[kind].examples() if letter is None else letter.facts["values"]
    page = {} if letter is None else letter.facts["page"]
    addressee = page.get("addressee") or PLACEHOLDERS["addressee"].example
    issuer = page.get("issuer") or PLACEHOLDERS["issuer"].example
    dated = timezone.localdate() if letter is None else letter.dated_on
    with translation.override(LANGUAGE):
        draft = draft_of(kind, words, values=values, addressee=str(addressee), issuer=str(issuer))
        try:
            return page_of(draft, number=pending_number(kind, dated), dated=dated)
        except Incomplete as lack:
            raise UnusableWords(_("With these facts this part would be empty."), field=lack.part) from lack


def sample_pdf(page: Mapping[str, Any]) -> bytes:
    """Return the PDF of a letter that is none yet, marked as a sample across each page. Raises what printing raises."""
    return printing.print_letter(page, sample=frame()["sample"])

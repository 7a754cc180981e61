"""A file somebody received: the issued one, a changed one, a copy and a stranger's are told apart."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pikepdf  # noqa: TID253 - a test may be slow to load
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pyhanko.pdf_utils import generic  # noqa: TID253 - a test may be slow to load
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: TID253 - a test may be slow to load

from brandcert.certificates import rendering, services
from brandcert.certificates.models import Certificate
from brandcert.certificates.services import keys
from brandcert.core import throttling
from brandcert.core.throttling import Limit
from brandcert.documents.signing import load_file_signer, make_demo_key
from tests.certificates.conftest import FACE

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.certificates.drafts import Register


def drawn_over(pdf: bytes) -> bytes:
    """Return the file with an update behind it that covers the name: viewers go on calling the signature valid."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    overlay = writer.add_object(generic.StreamObject(stream_data=b"1 1 1 rg 100 300 600 60 re f"))
    sheet = writer.root["/Pages"]["/Kids"][0].get_object()
    sheet["/Contents"] = generic.ArrayObject([sheet.raw_get("/Contents"), overlay])
    writer.update_container(sheet)
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]  # pyHanko is only partly typed
    return target.getvalue()


def saved_anew(pdf: bytes) -> bytes:
    """Return the page as a program that prints into files would leave it: same face, no signature."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.Root.AcroForm, opened.Root.Perms, opened.pages[0].Annots
        opened.save(target)
    return target.getvalue()


def signed_by(facts: dict[str, Any], signer: Any) -> bytes:
    """Return a sample with these facts, certified with a key."""
    sample = rendering.CertificateFacts(**facts, font_pack_hash="")
    return rendering.render_signed(sample, signer, signed_at=timezone.now())


def sent(client: Client, data: bytes) -> tuple[int, str]:
    """Send a file as a visitor; give the status and the page."""
    answer = client.post("/verify/file/", {"document": SimpleUploadedFile("certificate.pdf", data)})
    return answer.status_code, answer.content.decode()


def test_whatever_is_not_the_issued_file_is_named_for_what_it_is(
    client: Client, register: Register, tmp_path: Path
) -> None:
    certificate = register.issued()
    pdf = services.path_of(certificate).read_bytes()
    forged = {**FACE, "is_demo": True, "number": certificate.display_number, "holder": "骗子有限公司"}
    stranger = load_file_signer(make_demo_key(tmp_path / "stranger", now=timezone.now()))
    half = len(pdf) // 2
    cases = {
        "This file was changed after it was signed": [
            drawn_over(pdf),
            pdf[:half] + bytes([pdf[half] ^ 1]) + pdf[half + 1 :],
            pdf + b"\n",
        ],
        "A copy without signature": [saved_anew(pdf)],
        "Signed by somebody else": [signed_by(forged, stranger)],
        "Signed here, but never issued": [signed_by(forged, keys.signer())],
        "Not a document of the register": [b"%PDF-1.7 nobody issued this", b"x" * 1000, pdf[:half]],
    }
    client.cookies["django_language"] = "en"

    for words, files in cases.items():
        for data in files:
            status, text = sent(client, data)
            assert (status, words in text, "verdict-valid" in text) == (404, True, False), words
    # A copy still says of which certificate it is one.
    assert certificate.display_number in sent(client, saved_anew(pdf))[1]
    assert "verdict-valid" in sent(client, pdf)[1]


def test_a_row_somebody_wrote_into_makes_no_file_genuine(
    client: Client, register: Register, tmp_path: Path
) -> None:
    certificate = register.issued()
    pdf = services.path_of(certificate).read_bytes()
    row = Certificate.objects.filter(pk=certificate.pk)
    client.cookies["django_language"] = "en"
    assert "verdict-valid" in sent(client, pdf)[1]
    # Without the instant of the signature nobody can say that it held.
    row.update(facts={name: value for name, value in certificate.facts.items() if name != "signed_at"})
    status, text = sent(client, pdf)
    assert (status, "verdict-valid" in text) == (404, False)
    # A hash that came into the register by another way than by issuing.
    stranger = load_file_signer(make_demo_key(tmp_path / "stranger", now=timezone.now()))
    forgery = signed_by({**FACE, "is_demo": True, "holder": "骗子有限公司"}, stranger)
    row.update(facts=certificate.facts, sha256=hashlib.sha256(forgery).hexdigest())
    status, text = sent(client, forgery)
    assert (status, "Signed by somebody else" in text, "verdict-valid" in text) == (404, True, False)


def test_files_nobody_issued_are_limited_and_an_issued_one_never(
    client: Client, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "FILES", Limit("files", most=1, per=10**9))
    pdf = services.path_of(register.issued()).read_bytes()

    files = [b"%PDF-1.7 one", b"%PDF-1.7 two", pdf, pdf]
    assert [sent(client, data)[0] for data in files] == [404, 429, 200, 200]

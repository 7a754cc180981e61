"""Signatures: made once, checked strictly; no byte of a signed file can change unseen."""

from __future__ import annotations

import hashlib
import io
import random
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf  # noqa: TID253 - a test may be slow to load
import pytest
from pyhanko.pdf_utils import generic  # noqa: TID253 - a test may be slow to load
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: TID253 - a test may be slow to load

from brandcert.documents import printing, signing
from brandcert.documents.signing import FileSigner, SignatureResult, UnusableKey, Verdict
from brandcert.documents.signing.containers import cms_signature, spelled_signature

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> FileSigner:
    """A demonstration key."""
    return signing.load_file_signer(signing.make_demo_key(tmp_path_factory.mktemp("key"), now=NOW))


@pytest.fixture(scope="module")
def one_pass(signer: FileSigner) -> bytes:
    """A page signed while it was printed."""

    def reserve(_document: object, pdf: object) -> None:
        (sheet,) = (item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page")  # type: ignore[attr-defined]  # pydyf has no type hints
        signing.reserve_signature(pdf, sheet, room=signing.room_for(signer), signed_at=NOW)

    return signing.fill_signature(page(reserve), signer)


@pytest.fixture(scope="module")
def updated(signer: FileSigner) -> bytes:
    """A finished page signed afterwards."""
    return signing.sign_pdf(page(None), signer, signed_at=NOW)


@pytest.fixture(params=["one_pass", "updated"])
def signed(request: pytest.FixtureRequest) -> bytes:
    """A signed page, by either way."""
    data: bytes = request.getfixturevalue(request.param)
    return data


def page(finisher: object) -> bytes:
    """Print a small page."""
    html = (
        '<html lang="zh-Hans"><head><title>t</title><meta name="dcterms.created" content="2026-11-23T00:00:00Z">'
        '<meta name="dcterms.modified" content="2026-11-23T00:00:00Z"></head><body><p>吉林精品</p></body></html>'
    )
    return printing.print_pdf(html, css="p{font-family:'Brandcert Kai'}", identifier="x", finisher=finisher)  # type: ignore[arg-type]  # a bag of options


def check(data: bytes, signer: FileSigner, at: datetime = NOW) -> SignatureResult:
    """Check against the key of the tests."""
    return signing.verify_signature(data, [signer.certificates[0]], at=at)


def test_signed_file_is_genuine(signed: bytes, signer: FileSigner) -> None:
    assert check(signed, signer) == SignatureResult(
        Verdict.GENUINE, "演示 DEMO 演示专用章", NOW, is_demo=True, certificate=signer.certificates[0]
    )


def test_signature_certifies_and_allows_no_change(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        signature = pdf.Root.Perms.DocMDP
        assert str(signature.SubFilter) == "/ETSI.CAdES.detached"
        assert int(signature.Reference[0].TransformParams.P) == 1
        assert int(pdf.Root.AcroForm.SigFlags) == 3


def test_no_single_changed_byte_stays_unseen(signed: bytes, signer: FileSigner) -> None:
    start = signed.rindex(b"/Contents <")
    end = signed.index(b">", start)
    dice = random.Random(20261123)  # noqa: S311 - the places of a test are no secret
    random_places = dice.sample(range(len(signed)), 60)
    around_the_container = [start + 11, start + 12, start + 40, end - 1, end, start + 10, len(signed) - 1]
    inside_the_container = dice.sample(range(start + 11, end), 60)
    unseen = []
    for place in [*random_places, *around_the_container, *inside_the_container]:
        for bit in (1, 32):
            changed = bytearray(signed)
            changed[place] ^= bit
            if check(bytes(changed), signer).is_genuine:
                unseen.append((place, bit))
    assert unseen == []


def test_bytes_added_or_cut_are_seen(signed: bytes, signer: FileSigner) -> None:
    for changed in (
        signed + b"\n",
        signed + b"x",
        signed[:-1],
        b"\n" + signed,
        signed[: len(signed) // 2],
        b"",
    ):
        assert not check(changed, signer).is_genuine


def test_overlay_added_as_an_update_is_refused(signed: bytes, signer: FileSigner) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    overlay = writer.add_object(generic.StreamObject(stream_data=b"1 0 0 rg 100 100 300 60 re f"))
    sheet = writer.root["/Pages"]["/Kids"][0].get_object()
    sheet["/Contents"] = generic.ArrayObject([sheet.raw_get("/Contents"), overlay])
    writer.update_container(sheet)
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]  # pyHanko is only partly typed
    assert target.getvalue().startswith(signed)
    assert check(target.getvalue(), signer).verdict is Verdict.ALTERED


def test_rewritten_file_and_stripped_signature_are_refused(signed: bytes, signer: FileSigner) -> None:
    rewritten, stripped = io.BytesIO(), io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.save(rewritten)
        del pdf.Root.AcroForm, pdf.Root.Perms, pdf.pages[0].Annots
        pdf.save(stripped)
    assert not check(rewritten.getvalue(), signer).is_genuine
    assert check(stripped.getvalue(), signer).verdict is Verdict.UNSIGNED


def test_second_signature_is_refused(signed: bytes, signer: FileSigner) -> None:
    with pytest.raises(ValueError, match=r"reserved|not found"):
        signing.fill_signature(signed, signer)


def test_signature_of_another_key_with_the_same_name_is_untrusted(signed: bytes, tmp_path: Path) -> None:
    other = signing.load_file_signer(signing.make_demo_key(tmp_path, now=NOW))
    assert check(signed, other).verdict is Verdict.UNTRUSTED


def test_signature_is_not_accepted_after_the_certificate_ended(signed: bytes, signer: FileSigner) -> None:
    assert check(signed, signer, NOW + timedelta(days=3640)).is_genuine
    assert check(signed, signer, NOW + timedelta(days=3660)).verdict is Verdict.OUTDATED
    assert check(signed, signer, NOW - timedelta(days=2)).verdict is Verdict.OUTDATED


@pytest.mark.parametrize("data", [b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_rubbish_is_unreadable_and_no_error(data: bytes, signer: FileSigner) -> None:
    assert check(data, signer).verdict is Verdict.UNREADABLE


def test_one_pass_gives_the_same_bytes_again(one_pass: bytes, signer: FileSigner) -> None:
    assert signing.fill_signature(_emptied(one_pass), signer) == one_pass


def _emptied(signed: bytes) -> bytes:
    """Return a file signed in one pass as it was before."""
    offsets = signed.index(b"/ByteRange [") + len(b"/ByteRange ")
    start = signed.index(b"/Contents <", offsets) + len(b"/Contents <")
    end = signed.index(b">", start)
    blank = b"[0 0000000000 0000000000 0000000000]"
    return (
        signed[:offsets] + blank + signed[offsets + len(blank) : start] + b"0" * (end - start) + signed[end:]
    )


def test_prepared_container_is_the_one_built_from_its_parts(signer: FileSigner) -> None:
    for document in (b"", b"one", b"two"):
        digest = hashlib.sha256(document).digest()
        assert cms_signature(digest, signer) == spelled_signature(digest, signer)


def test_demo_key_is_kept_private_and_says_what_it_is(tmp_path: Path) -> None:
    path = signing.make_demo_key(tmp_path / "keys", now=NOW)
    first = path.read_bytes()
    assert signing.make_demo_key(tmp_path / "keys", now=NOW).read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    made = signing.load_file_signer(path)
    assert (made.is_demo, made.mechanism, made.key.key_size) == (True, "sha256_rsa", 2048)


def test_pkcs12_with_an_elliptic_key_signs_and_is_no_demo_key(tmp_path: Path) -> None:
    path = _elliptic_pkcs12(tmp_path, b"secret")
    made = signing.load_file_signer(path, b"secret")
    assert (made.is_demo, made.mechanism) == (False, "sha256_ecdsa")
    assert check(signing.sign_pdf(page(None), made, signed_at=NOW), made) == SignatureResult(
        Verdict.GENUINE, "Province", NOW, is_demo=False, certificate=made.certificates[0]
    )


def _elliptic_pkcs12(folder: Path, passphrase: bytes) -> Path:
    """Write a P-256 key with a self-signed certificate as PKCS#12."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Province")])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=9))
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )
    path = folder / "key.p12"
    path.write_bytes(
        serialize_key_and_certificates(b"k", key, certificate, None, BestAvailableEncryption(passphrase))
    )
    return path


def test_unusable_keys_are_refused_with_the_name_of_the_file(tmp_path: Path) -> None:
    rubbish, keyless = tmp_path / "rubbish.p12", tmp_path / "keyless.pem"
    rubbish.write_bytes(b"rubbish")
    pem = signing.make_demo_key(tmp_path, now=NOW).read_bytes()
    keyless.write_bytes(pem[: pem.index(b"-----BEGIN CERT")])
    wrong = _elliptic_pkcs12(tmp_path, b"secret")
    for path, passphrase in (
        (rubbish, None),
        (keyless, None),
        (wrong, b"other"),
        (tmp_path / "absent.pem", None),
    ):
        with pytest.raises(UnusableKey, match=path.name):
            signing.load_file_signer(path, passphrase)

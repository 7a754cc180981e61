"""A key that never leaves its token signs as one from a file does, and what is wrong with a token is said in words."""

from __future__ import annotations

import io
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf  # noqa: TID253 - a test may be slow to load
import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from brandcert.certificates import checks, services
from brandcert.documents import signing
from brandcert.documents.services.confinement import confined
from brandcert.documents.signing import UnusableKey, Verdict, load_token_signer, verify_signature
from tests.processes import find_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import Settings

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PIN = "246810"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
KEYS: dict[str, Callable[[], Key]] = {
    "sha256_rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "sha256_ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
}


def address(name: str = "issuing", label: str = "brandcert") -> str:
    return f"pkcs11:token={label};object={name}?module-path={LIBRARY}"


def certificate(name: str, key: Key, issuer: str, issuer_key: Key) -> x509.Certificate:
    """Return a certificate for signing documents, or for itself the one above it."""
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer)]
    usage = x509.KeyUsage(True, True, False, False, False, name == issuer, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=900))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=name == issuer, path_length=None), critical=True)
        .sign(issuer_key, SHA256())
    )


@pytest.fixture(params=KEYS)
def token(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a token with a key, its certificate and the one above it; give the mechanism of the key."""
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n", encoding="ascii")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    tool = find_program("softhsm2-util")

    def run(*arguments: str) -> None:
        subprocess.run([tool, *arguments], check=True, capture_output=True)

    run("--init-token", "--free", "--label", "brandcert", "--pin", PIN, "--so-pin", "135791")
    key, above = KEYS[request.param](), KEYS["sha256_ecdsa"]()
    pem = tmp_path / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    run("--import", str(pem), "--token", "brandcert", "--label", "issuing", "--id", "01", "--pin", PIN)
    pem.write_bytes(KEYS["sha256_rsa"]().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    run("--import", str(pem), "--token", "brandcert", "--label", "bare", "--id", "02", "--pin", PIN)
    stored = [
        certificate("Authority", above, "Authority", above),
        certificate("Province", key, "Authority", above),
    ]
    library = pkcs11.lib(LIBRARY)
    library.reinitialize()
    with library.get_token(token_label="brandcert").open(user_pin=PIN, rw=True) as session:
        for number, each in enumerate(stored):
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: f"certificate {number}",
                    pkcs11.Attribute.SUBJECT: each.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: each.public_bytes(Encoding.DER),
                }
            )
    return str(request.param)


def blank() -> bytes:
    """Return a file of one empty page."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    return target.getvalue()


def test_a_key_on_a_token_certifies_and_a_forked_worker_opens_its_own_session(token: str) -> None:
    signer = load_token_signer(address(), PIN)
    assert (signer.mechanism, signer.is_demo, len(signer.certificates)) == (token, False, 2)
    assert PIN not in repr(signer)

    def signed() -> bytes:
        return signing.sign_pdf(blank(), signer, signed_at=NOW)

    for made in (signed(), confined(signed), signed()):
        result = verify_signature(made, signer.certificates, at=NOW)
        assert (result.verdict, result.signer) == (Verdict.GENUINE, "Province")
        assert (
            verify_signature(made[:-9] + b"x" * 9, signer.certificates, at=NOW).verdict is not Verdict.GENUINE
        )


@pytest.mark.usefixtures("token")
def test_what_is_wrong_with_a_token_is_said_and_nothing_is_signed(tmp_path: Path, settings: Settings) -> None:
    wrong = {
        address(name="other"): (PIN, "key other"),
        address(label="other"): (PIN, "token other"),
        address(): ("000000", "issuing"),
        address().replace("softhsm2", "absent"): (PIN, "absent"),
        "pkcs11:token=brandcert": (PIN, "lacks object, module-path"),
    }
    for uri, (pin, words) in wrong.items():
        with pytest.raises(UnusableKey, match=words) as refusal:
            load_token_signer(uri, pin)
        assert PIN not in str(refusal.value)
    # A key whose certificate does not lie beside it.
    with pytest.raises(UnusableKey, match="no certificate belongs to the key bare"):
        load_token_signer(address(name="bare"), PIN)
    settings.DEMO, settings.SIGNING_KEY, settings.SIGNING_KEY_PASSWORD = False, address(name="other"), PIN
    assert [one.id for one in checks.check_signing_key()] == ["brandcert.E012"]
    settings.SIGNING_KEY = address()
    assert checks.check_signing_key() == []
    signer = services.signer()
    # The token is taken out in the middle of the work: no signature; put in again, it signs without a restart.
    conf = tmp_path / "softhsm2.conf"
    kept = conf.read_text(encoding="ascii")
    (tmp_path / "empty").mkdir()
    conf.write_text(f"directories.tokendir = {tmp_path / 'empty'}\nlog.level = ERROR\n", encoding="ascii")
    pkcs11.lib(LIBRARY).reinitialize()
    with pytest.raises(UnusableKey, match="brandcert"):
        signer.sign(b"document")
    conf.write_text(kept, encoding="ascii")
    assert signer.sign(b"document")

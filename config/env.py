"""The only reader of the environment: one documented table of BRANDCERT_* variables."""

import ipaddress
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PREFIX: Final = "BRANDCERT_"

VARIABLES: Final[Mapping[str, tuple[str, str]]] = {
    # name (without prefix): (default, meaning)
    "SECRET_KEY": ("", "Secret of sessions and tokens; generated into VAR_DIR for development."),
    "ALLOWED_HOSTS": ("localhost,127.0.0.1", "Host names the site answers to, comma-separated."),
    "BASE_URL": ("http://localhost:8000", "Public address; printed in every QR code."),
    "VAR_DIR": ("var", "Directory of database, media, queue and keys."),
    "DATABASE_URL": ("", "postgres://user:password@host:port/name; empty means SQLite in VAR_DIR."),
    "DATABASE_OWNER_URL": ("", "Role that owns the tables and runs migrations; empty means DATABASE_URL."),
    "REDIS_URL": (
        "",
        "redis://host:port/0 as broker and for rate limits; empty means a broker in files in VAR_DIR.",
    ),
    "TRUSTED_PROXIES": (
        "",
        "Addresses or networks (and `unix` for a local socket) whose X-Forwarded-For is believed, comma-separated.",
    ),
    "EMAIL_URL": ("", "smtp://user:password@host:port; empty writes letters into VAR_DIR/mail."),
    "DEFAULT_FROM_EMAIL": ("noreply@brandcert.invalid", "Sender of the letters."),
    "SMS_URL": (
        "",
        "Text messages: https://gateway/path (JSON by POST), file: (VAR_DIR/sms) or console:; empty means none, but file: with DEMO.",
    ),
    "SMS_QUIET_HOURS": (
        "21:30-08:00",
        "Hours in which no notice goes out by text message; empty means none.",
    ),
    "REPLY_TO_EMAIL": ("", "Address that takes answers to the letters; empty means that nobody reads them."),
    "SMS_TOKEN": ("", "Token for the gateway of text messages, sent as Authorization: Bearer."),
    "NATIONAL_SYSTEMS": (
        "",
        "National systems asked about integrity, `gsxt=https://… creditchina=https://… zxgk=https://…`; empty asks none.",
    ),
    "NATIONAL_KEYS": (
        "",
        "Keys for them, `gsxt=… creditchina=…`, sent as Authorization: Bearer; better in a file by NATIONAL_KEYS_FILE.",
    ),
    "NATIONAL_SECONDS": ("10", "Seconds in which a national system has to have answered in full."),
    "OIDC_ISSUER": ("", "Unified sign-in (OpenID Connect): address of the issuer; empty means none."),
    "OIDC_CLIENT_ID": ("", "Name under which this site is registered with the issuer."),
    "OIDC_CLIENT_SECRET": ("", "Secret this site shares with the issuer."),
    "OIDC_NAME": ("统一身份认证", "What the button of unified sign-in says."),
    "DEMO": ("", "1 marks a demonstration: sample certificates, no second factor, demo data allowed."),
    "DEBUG": ("", "1 shows technical error pages; never in production."),
    "ORGANISER": ("", "Official name of the unit that runs the site; shown on every page."),
    "HOTLINE": ("", "Telephone number for enquiries."),
    "OFFICE_HOURS": ("", "When the telephone is answered."),
    "OFFICE_ADDRESS": ("", "Postal address and counter of the organiser, for letters and visits."),
    "COMPLAINT_LINE": ("12315", "Telephone number where fakes and misuse are reported."),
    "PRIVACY_CONTACT": (
        "",
        "Who answers questions about personal data; empty means the telephone for enquiries.",
    ),
    "SITE_RECORDS": ("", "Site identification code, ICP and police records, separated by semicolons."),
    "SIGNING_KEY": (
        "",
        "PKCS#12 file, or pkcs11:token=NAME;object=KEY?module-path=LIBRARY; empty uses the demonstration key.",
    ),
    "SIGNING_KEY_PASSWORD": ("", "Password of SIGNING_KEY; of a token its PIN."),
    "CREDENTIAL_KEY": (
        "",
        "PEM file (EC P-256) that signs machine-readable certificates; empty uses the demonstration key.",
    ),
    "LOG_KEY": (
        "",
        "PEM file (Ed25519) that signs the public log of certificates; empty uses the demonstration key.",
    ),
    "MACHINE_KEY_PASSWORD": ("", "Password of CREDENTIAL_KEY and LOG_KEY."),
    "CHECKPOINTS": (
        "",
        "Places outside this machine that get signed checkpoints: file:///folder, mailto:address, https://address; comma-separated.",
    ),
    "CHECKPOINT_SECONDS": ("3600", "Seconds between two checkpoints to the same place."),
    "CLAMAV": ("", "Virus scanner: host:port or path of a clamd; empty takes files without one."),
    "SWEEP_SECONDS": ("60", "Seconds between two sweeps for work that was never done."),
    "LEASE_SECONDS": ("300", "Seconds after which a unit of work counts as abandoned."),
    "SEAL_SECONDS": ("5", "Seconds between two runs of the sealer of the audit trail."),
    "STEP_UP_MINUTES": ("5", "Minutes for which a second factor opens approvals and other grave acts."),
}


class MissingSetting(Exception):
    """A variable that production cannot do without is not set."""


def read(name: str, environ: Mapping[str, str] | None = None) -> str:
    """Return the value of BRANDCERT_<name>, from the file named by BRANDCERT_<name>_FILE if that is set.

    Raises KeyError for a name that the table does not document.
    """
    source = os.environ if environ is None else environ
    default, _meaning = VARIABLES[name]
    path = source.get(f"{PREFIX}{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return source.get(PREFIX + name, default)


def flag(name: str) -> bool:
    """Return whether the variable is switched on (1, true, yes, on)."""
    return read(name).strip().lower() in {"1", "true", "yes", "on"}


def networks(name: str) -> list[str]:
    """Return a list of networks (and the word `unix`); raise ValueError for what is none, in the name of the variable."""
    found = [part.strip() for part in read(name).split(",") if part.strip()]
    for part in found:
        if part != "unix":
            try:
                ipaddress.ip_network(part)
            except ValueError as error:
                raise ValueError(f"{PREFIX}{name}: {error}") from error
    return found


def required(name: str) -> str:
    """Return the value; raise MissingSetting when it is empty."""
    value = read(name)
    if not value:
        raise MissingSetting(f"{PREFIX}{name} must be set")
    return value


def unknown_names(environ: Mapping[str, str]) -> list[str]:
    """Return the BRANDCERT_* names in the environment that the table does not know."""
    known = {PREFIX + name for name in VARIABLES} | {f"{PREFIX}{name}_FILE" for name in VARIABLES}
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)


def warn_about_unknown_names() -> None:
    """Warn once about misspelt variables, which would otherwise be ignored silently."""
    for name in unknown_names(os.environ):
        warnings.warn(f"unknown environment variable {name}", stacklevel=2)

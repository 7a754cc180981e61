"""Registration of the app."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Certificates from issue to the end of their life."""

    name = "brandcert.certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        """Let `manage.py check` tell whether certificates can be signed here."""
        from brandcert.certificates import checks

        django_checks.register(checks.check_signing_key)

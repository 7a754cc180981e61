"""Registration of the app."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Certificates from issue to the end of their life."""

    name = "brandcert.certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        """Let `manage.py check` tell whether certificates can be signed here; let triggers come and go with migrations."""
        from brandcert.certificates import checks, locks
        from brandcert.core import roles, triggers

        django_checks.register(checks.check_signing_key)
        django_checks.register(checks.check_machine_keys)
        triggers.keep(self, locks.of_log)
        roles.only_added(*locks.ONLY_ADDED)

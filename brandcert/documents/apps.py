"""Registration of the app."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Uploaded files and everything printed."""

    name = "brandcert.documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Let `manage.py check` tell whether documents can be printed here."""
        from brandcert.documents import checks

        django_checks.register(checks.check_fonts)
        django_checks.register(checks.check_typesetter, deploy=True)

"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Certificates from issue to the end of their life."""

    name = "brandcert.certificates"
    verbose_name = _("Certificates")

"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    """Sanction cases and what follows from them."""

    name = "brandcert.supervision"
    verbose_name = _("Supervision")

"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListsConfig(AppConfig):
    """Lists of the desk: acts for many rows, copies, filters."""

    name = "brandcert.lists"
    verbose_name = _("Lists")

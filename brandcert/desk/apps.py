"""Registration of the app and of the management site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The surface of staff across apps: admin site, case page, queues."""

    name = "brandcert.desk"
    verbose_name = _("Desk")


class ManageSiteConfig(AdminConfig):
    """Puts our own site in the place of Django's admin site."""

    default_site = "brandcert.desk.site.ManageSite"

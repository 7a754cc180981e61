"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """What people are told, in the application and by mail."""

    name = "brandcert.notifications"
    verbose_name = _("Notifications")

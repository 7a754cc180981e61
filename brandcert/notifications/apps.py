"""Registration of the app."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """What people are told, in the application and by mail."""

    name = "brandcert.notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Let `manage.py check` tell whether the quiet hours can be read."""
        from brandcert.notifications import checks

        django_checks.register(checks.check_quiet_hours)

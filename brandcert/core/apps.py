"""Registration of the kernel; loads what every app declares."""

from django.apps import AppConfig
from django.core import checks as core_checks
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Kernel: the one door for changes of state, events, policies, calendar, numbers."""

    name = "brandcert.core"
    verbose_name = _("System")

    def ready(self) -> None:
        """Load the declarations of all apps: rules, guards, executors, handlers, tasks, checks."""
        from brandcert.core import caching, checks, sqlite, triggers  # noqa: F401 - caching registers its sweeper

        core_checks.register(checks.check_promises)
        connection_created.connect(sqlite.verify, dispatch_uid="brandcert.sqlite")

        triggers.keep(self, triggers.of_events)
        autodiscover_modules("policies", "guards", "services", "handlers", "tasks", "pii")

"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    """The programme, its batches, categories, required documents and rubrics."""

    name = "brandcert.programs"
    verbose_name = _("Programmes")

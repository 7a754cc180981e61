"""What the clock does with files, in the words of the history."""

from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import name_act

name_act("documents.upload.remove_unused", _("File of no case removed"))

"""Letters at the desk of staff, their templates, and what the clock does with files, in the words of the history."""

from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import name_act
from brandcert.documents.admin import letters, templates
from brandcert.documents.admin.letters import show_letters

name_act("documents.upload.remove_unused", _("File of no case removed"))
name_act("documents.letter.write", _("Letter written"))
name_act("documents.letter.make", _("Letter printed"))
name_act("documents.letter.open", _("Letter opened for the first time"))
name_act("documents.letter.deliver", _("Delivery of the letter entered"))
name_act("documents.letter.retry", _("Printing tried again"))
name_act("documents.lettertemplate.write", _("Template of a letter written"))
name_act("documents.lettertemplate.put_in_force", _("Template of a letter put in force"))

__all__ = ["letters", "show_letters", "templates"]

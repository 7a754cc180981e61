"""What uploaded files hold about people."""

from django.utils.translation import gettext_lazy as _

from brandcert.core.pii import Holding, Kind, hold
from brandcert.documents.models import Upload

hold(
    Holding(
        model="documents.upload",
        title=_("Files you handed in"),
        whose=_("people named in certificates, registers and reports that are handed in"),
        fields={"name": Kind.TEXT},
        purpose=_("Evidence of an application, an objection or an appeal."),
        basis=_(
            "needed for a task the law gives to the authority (Personal Information Protection Law, article 13)"
        ),
        retention=_(
            "As long as the file of the case is kept. What belongs to no case, such as the files of a deleted draft, "
            "is removed 30 days after."
        ),
        rows=lambda person: Upload.objects.filter(uploaded_by=person).order_by("id"),
        tells=lambda row: {"file": row.name, "sha256": row.sha256, "at": row.uploaded_at},
        kept=_("Evidence belongs to the enterprise and to the file of its case (Archives Law)."),
    )
)

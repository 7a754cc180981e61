"""Events of which nobody is told, each with the reason."""

from typing import Final

OWN_ACT: Final = "whoever did it knows, and it concerns nobody else yet"
INNER: Final = "a step of work inside the house; what follows from it is told"
TRAIL: Final = "kept in the audit trail for those who oversee; nothing is to be done"

SILENT: Final[dict[str, str]] = {
    "accounts.unit.create": TRAIL,
    "accounts.unit.edit": TRAIL,
    "accounts.user.create": "the new person gets the mail that sets the password; nobody else is concerned",
    "accounts.user.disable": "the account cannot be read any more; the security administrator informs the person",
    "accounts.user.edit": TRAIL,
    "applications.application.arrange_inspection": INNER,
    "applications.application.call_arbitrator": "the further expert is told by the invitation",
    "applications.application.check_eligibility": "told with acceptance or refusal",
    "applications.application.check_integrity": INNER,
    "applications.application.create": OWN_ACT,
    "applications.application.draw_panel": "each expert drawn is told by the invitation",
    "applications.application.edit": OWN_ACT,
    "applications.application.note_divergence": INNER,
    "applications.application.pledge": OWN_ACT,
    "applications.application.reveal_contact": TRAIL,
    "awards.deliberation.close": INNER,
    "awards.deliberation.publish": "each enterprise is told of its own item",
    "awards.decision.decide": "each enterprise is told of its own award",
    "awards.objection.decide": "the enterprise is told by the step of its case; the objector, whose contact only the handler may see, by the handler",
    "awards.objection.refuse": "the case is not touched; the objector, whose contact only the handler may see, is answered by the handler",
    "awards.publicnotice.publish": "each enterprise is told of its own item",
    "certificates.certificate.approve_issue": "the holder is told when the certificate is issued",
    "certificates.certificate.number": INNER,
    "certificates.certificate.ratify": "the holder was told of the suspension itself",
    "certificates.certificate.record_minutes": INNER,
    "certificates.certificate.retry_issue": INNER,
    "certificates.certificate.void": "the number never reached the holder; the new one is told when it is issued",
    "core.calendarday.create": TRAIL,
    "core.calendarday.edit": "deadlines are counted anew where they are shown",
    "core.event.verify": TRAIL,
    "enterprises.enterprise.check_integrity": INNER,
    "enterprises.enterprise.edit": OWN_ACT,
    "enterprises.enterprise.imported": "nobody acts for the enterprise yet",
    "notifications.dispatch.retry": OWN_ACT,
    "notifications.messagetemplate.edit": TRAIL,
    "programs.batch.administer": TRAIL,
    "programs.program.demonstrate": TRAIL,
    "reviews.assignment.agree": OWN_ACT,
    "reviews.expert.declare_conflict": "an open task that ends by it is told",
    "reviews.expert.edit": TRAIL,
}

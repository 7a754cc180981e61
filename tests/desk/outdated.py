"""Which addresses of portal and desk are not tried with an old page by `test_outdated.py`, and why."""

from __future__ import annotations

from typing import Final

from brandcert.accounts.enums import Role

# Tried with an old page in a test of their own, which knows how to lead there.
PROVEN: Final = {
    "portal:section": "portal/test_sections.py::test_saving_while_typing_tells_what_became_of_every_answer",
    "portal:autosave": "portal/test_sections.py::test_saving_while_typing_tells_what_became_of_every_answer",
    "portal:rectification": "desk/test_outdated.py::test_a_plan_of_a_colleague_is_never_silently_replaced",
    "admin:applications_unit_desk": "applications/test_units.py::test_the_ranking_of_a_colleague_is_never_silently_replaced",
    "admin:documents_lettertemplate_kind": "documents/test_letter_pages.py::test_the_words_of_a_letter_are_tried_in_a_sandbox_and_put_in_force_by_a_second_person",
    "admin:notifications_messagetemplate_text": "notifications/test_texts.py::test_the_editor_previews_refuses_saves_and_goes_back",
    "admin:reviews_assignment_score": "reviews/test_sheet_page.py::test_two_windows_merge_and_what_differs_is_chosen",
    "admin:inspections_inspection_act": "inspections/test_field.py::test_a_line_never_overwrites_what_was_saved_meanwhile",
    "admin:inspections_field_send": "inspections/test_field.py::test_a_line_never_overwrites_what_was_saved_meanwhile",
}
ADDS: Final = "adds a row of its own and changes none"
ONCE: Final = "answered once: under the lock the second answer finds it answered"
GONE: Final = "one way only: whoever comes second finds it done already"
OWN: Final = "the person's own, for which nobody else acts"
READ: Final = "is only read, whatever the method"
STATE: Final = "a step of the case: its state is asked again under the lock"
EXCEPTIONS: Final = {
    "portal:own_product_remove": GONE,
    "portal:own_product_restore": GONE,
    "portal:own_trademark_new": ADDS,
    "portal:own_trademark_remove": GONE,
    "portal:member_remove": GONE,
    "portal:hand_over": ONCE,
    "portal:owner_offer": ONCE,
    "portal:join_request": ONCE,
    "portal:invitation_again": ADDS,
    "portal:invitation_withdraw": GONE,
    "portal:invitation": ONCE,
    "portal:documents": ADDS,
    "portal:documents_again": ADDS,
    "portal:remove_document": GONE,
    "portal:discard": GONE,
    "portal:withdraw": STATE,
    "portal:confirm_day": ONCE,
    "portal:other_day": ADDS,
    "portal:sign_visit": "bound to the hash of the sheet that was shown (OtherSheet)",
    "portal:objection": ADDS,
    "portal:experts": ADDS,
    "portal:appeal": STATE,
    "portal:appeal_withdraw": GONE,
    "portal:apply_again": ADDS,
    "portal:conversation": ADDS,
    "portal:mark_message": OWN,
    "portal:certificate_change": ADDS,
    "portal:certificate_mending": ADDS,
    "portal:certificate_cancel": ADDS,
    "portal:certificate_renew": ADDS,
    "portal:certificate_request_withdraw": GONE,
    "portal:prior_notice": ONCE,
    "admin:queue": READ,
    "admin:enterprises_integrityrecord_result": READ,
    "admin:reviews_batchdraw_export": READ,
    "admin:reviews_expert_result": READ,
    "admin:reviews_ranking_export": READ,
    "admin:documents_letter_deliver": ADDS,
    "admin:documents_letter_retry": GONE,
    "admin:enterprises_enterprise_appoint_owner": ADDS,
    "admin:enterprises_integrityrecord_end": GONE,
    "admin:enterprises_integrityrecord_trial": ONCE,
    "admin:lists_listcopy_make": ADDS,
    "admin:lists_savedfilter_save": ADDS,
    "admin:lists_savedfilter_do": OWN,
    "admin:lists_bulkjob_begin": ADDS,
    "admin:lists_bulkjob_do": GONE,
    "admin:reviews_expert_trial": ONCE,
    "admin:reviews_assignment_declare": OWN,
    "admin:reviews_board_urge": ADDS,
    "admin:reviews_board_replace": STATE,
    "admin:inspections_inspection_declare": OWN,
    "admin:awards_consultation_answer": ONCE,
    "admin:awards_deliberation_integrity": ADDS,
    "admin:awards_deliberation_vote": OWN,
    "admin:awards_deliberation_item": STATE,
    "admin:notifications_dispatch_retry": GONE,
}
# Nobody of these acts for the three administrations, and the policies look at the person's own deeds besides.
BUSINESS: Final = (
    Role.RECOMMENDER,
    Role.CLERK,
    Role.SECRETARY,
    Role.DIRECTOR,
    Role.COMMITTEE,
    Role.ISSUER,
    Role.SUPERVISOR,
    Role.LEGAL,
)
# Models of whose cases none is made here; their steps are taken by the same view.
ALIKE: Final = {
    "awards.Announcement",
    "awards.Consultation",
    "awards.Decision",
    "certificates.Halt",
    "certificates.IssueBatch",
    "feedback.FollowUp",
    "privacy.PersonalRequest",
    "reviews.Assignment",
    "reviews.BatchDraw",
    "supervision.SanctionCase",
}
# Tables with a stamp of what stands in them: a change of another field of the batch is none of the table.
OWN_STAMP: Final = {
    "programs.batch.set_catalogue": "programs/test_catalogue.py",
    "programs.batch.propose_change_catalogue": "programs/test_catalogue.py",
    "programs.rubric.draw_up": "programs/test_tables.py",
}
# What is typed into a sheet that two fill in is kept line by line, also on an old page; nothing is filed.
KEPT: Final = "applications.application.keep_sheet"

"""The verbs of certificates, from the award to the end of their life."""

from brandcert.certificates.services.awarding import carry_over, create_draft
from brandcert.certificates.services.credentials import signed_status_list
from brandcert.certificates.services.depositing import deposit
from brandcert.certificates.services.ending import (
    cancel,
    close_requests,
    expire_past,
    propose_cancel,
    propose_void,
    void,
)
from brandcert.certificates.services.halting import Halted, halt, propose_lift, require_issuing
from brandcert.certificates.services.issuing import (
    AlreadyInABatch,
    BatchDecided,
    Unissuable,
    approve_issue,
    decline_issue,
    leave_out,
    propose_issue,
    retry_issue,
)
from brandcert.certificates.services.keys import signer
from brandcert.certificates.services.machine_keys import machine_key
from brandcert.certificates.services.making import issue_many, issue_one, resume
from brandcert.certificates.services.mending import (
    MendingExamined,
    require_mendable,
    return_mending,
    show_mending,
)
from brandcert.certificates.services.publishing import publish
from brandcert.certificates.services.quashing import propose_quash, quash
from brandcert.certificates.services.reminders import remind_expiry
from brandcert.certificates.services.renewing import (
    AlreadyRenewing,
    begin_renewal,
    confirm_copied,
    require_renewable,
)
from brandcert.certificates.services.replacing import AlreadyReplaced, propose_supersede
from brandcert.certificates.services.requests import (
    RequestClosed,
    give_up_successor,
    grant_change,
    is_to_be_given_up,
    refuse_request,
    request_change,
    require_askable,
    require_in_time,
    withdraw_request,
)
from brandcert.certificates.services.running import cancel_batch, close_batch, go_on, number_batch, pause
from brandcert.certificates.services.storing import path_of
from brandcert.certificates.services.suspending import (
    flag_unratified,
    propose_reinstate,
    ratify,
    reinstate,
    suspend_at_once,
)
from brandcert.certificates.services.trying import trial_facts, try_again, try_batch
from brandcert.certificates.services.warming import warm_up

__all__ = [
    "AlreadyInABatch",
    "AlreadyRenewing",
    "AlreadyReplaced",
    "BatchDecided",
    "Halted",
    "MendingExamined",
    "RequestClosed",
    "Unissuable",
    "approve_issue",
    "begin_renewal",
    "cancel",
    "cancel_batch",
    "carry_over",
    "close_batch",
    "close_requests",
    "confirm_copied",
    "create_draft",
    "decline_issue",
    "deposit",
    "expire_past",
    "flag_unratified",
    "give_up_successor",
    "go_on",
    "grant_change",
    "halt",
    "is_to_be_given_up",
    "issue_many",
    "issue_one",
    "leave_out",
    "machine_key",
    "number_batch",
    "path_of",
    "pause",
    "propose_cancel",
    "propose_issue",
    "propose_lift",
    "propose_quash",
    "propose_reinstate",
    "propose_supersede",
    "propose_void",
    "publish",
    "quash",
    "ratify",
    "refuse_request",
    "reinstate",
    "remind_expiry",
    "request_change",
    "require_askable",
    "require_in_time",
    "require_issuing",
    "require_mendable",
    "require_renewable",
    "resume",
    "retry_issue",
    "return_mending",
    "show_mending",
    "signed_status_list",
    "signer",
    "suspend_at_once",
    "trial_facts",
    "try_again",
    "try_batch",
    "void",
    "warm_up",
    "withdraw_request",
]

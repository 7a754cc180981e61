"""Who enters earlier titles."""

from brandcert.accounts.policies import (
    is_auditor,
    is_clerk,
    is_director,
    is_issuer,
    is_legal,
    is_supervisor,
)
from brandcert.core.policies import register, system_only

register(
    "register.legacytitle",
    {
        "view": is_issuer | is_supervisor | is_director | is_clerk | is_legal | is_auditor,
        "enter": system_only,
        "correct": system_only,
    },
)
register("register.titlelist", {"take": system_only})
register("register.apikey", {"create": system_only, "revoke": system_only})

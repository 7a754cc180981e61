"""Who may set the rules of a batch."""

from brandcert.accounts.policies import is_secretary
from brandcert.core.policies import anyone, register, system_only

register("programs.batch", {"view": anyone, "administer": is_secretary})
register("programs.program", {"demonstrate": system_only})

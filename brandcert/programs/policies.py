"""Who may set the rules of a batch."""

from brandcert.accounts.policies import is_secretary
from brandcert.core.policies import anyone, register

register("programs.batch", {"view": anyone, "administer": is_secretary})

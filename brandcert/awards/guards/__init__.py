"""What stands between an application and its award."""

from brandcert.awards.guards import appeals, meetings, notices, objections

__all__ = ["appeals", "meetings", "notices", "objections"]

"""The acts of the walk as service calls, for a process of the installation; nothing is delivered here."""

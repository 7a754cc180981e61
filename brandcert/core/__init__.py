"""Kernel: the one door for changes of state, events, policies, calendar, numbers."""

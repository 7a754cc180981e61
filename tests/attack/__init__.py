"""Attacks on the running product: strangers who try doors, and text that wants to be a program."""

"""Supervision: the case that has to be made before a certificate is suspended or revoked."""

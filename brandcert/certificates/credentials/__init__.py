"""Certificates for machines: credentials, their proofs, the status lists and the code that is checked without network. Pure."""

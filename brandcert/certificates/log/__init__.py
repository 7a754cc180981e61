"""The public log of certificates, its arithmetic and its signatures (RFC 6962, C2SP signed notes). Pure."""

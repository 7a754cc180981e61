"""The surface of machines."""

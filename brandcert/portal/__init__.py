"""The surface of enterprises."""

"""The surface of everyone: verification, notices, guide."""

"""Database history of certificates."""

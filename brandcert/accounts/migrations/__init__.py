"""Database history of accounts."""

"""Database history of awards."""

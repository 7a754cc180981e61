"""Database history of documents."""

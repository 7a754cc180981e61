"""Enterprises, their members, products, trademarks and integrity records."""

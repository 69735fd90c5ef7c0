"""Bytes from the world into documents."""

"""Databases that keep articles, annotations and stories."""

"""Sentence choice, compression into short bullets, order, length."""

from briefings.digests.composition import compose

__all__ = ["compose"]

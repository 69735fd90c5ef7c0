"""Answers from the stored articles, or the plain word that they do not say."""

from briefings.answers.answer import answer
from briefings.answers.question import tidy

__all__ = ["answer", "tidy"]

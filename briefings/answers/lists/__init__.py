"""Questions that ask for more than one answer: every item of a list, every event in a relation of time."""

from briefings.answers.lists.findings import find_events, find_items, list_answers

__all__ = ["find_events", "find_items", "list_answers"]

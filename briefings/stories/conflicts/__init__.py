"""Where the articles of a story contradict each other: counts, sums, days, times, places, names, yes and no (pure).

Sure before complete: what is not certainly about the same thing is no conflict.
"""

from briefings.stories.conflicts.finding import find_conflicts
from briefings.stories.conflicts.wording import LIMIT, is_growth

__all__ = ["LIMIT", "find_conflicts", "is_growth"]

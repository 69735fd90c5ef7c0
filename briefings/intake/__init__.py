"""The newsroom's intake: which sources are followed, when each is fetched, and what becomes of what it brings."""

"""The briefing engine: articles in; stories, digests and proven answers out.

Knows no chat platform and no scheduler.
"""

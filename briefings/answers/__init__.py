"""Questions answered from stored articles: retrieval, rosters, spans and honest abstention."""

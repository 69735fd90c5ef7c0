"""Ways to write digests and answers: the embedded engine, and models that are never trusted."""

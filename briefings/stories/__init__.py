"""Articles about one event, grouped as they come."""

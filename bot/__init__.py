"""The bridge between the briefing engine and the chat platforms."""

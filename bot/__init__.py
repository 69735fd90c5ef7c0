"""The bridge between the briefing engine and the chat platforms."""

VERSION = "0.1.0"

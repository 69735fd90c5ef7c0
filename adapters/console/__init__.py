"""The terminal platform: the same commands as in chat, with no token."""

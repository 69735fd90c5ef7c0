"""Platform-neutral commands."""

"""The Slack platform."""

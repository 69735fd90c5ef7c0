"""The bot on Discord's own side of ours: replies that are lost, connections that break, bots that are restarted."""

"""The bot on Slack: the real SDK over real sockets, against Slack's own side as its documentation has it."""

"""The whole bot on Slack and Discord at once, killed, ended and begun again: what people there see of it."""

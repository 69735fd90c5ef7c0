"""What the bot owes and what it said: subscriptions, deliveries and questions, each kept before it is acknowledged."""

"""When a channel is told, and what: schedules, their slots, and how people write them."""

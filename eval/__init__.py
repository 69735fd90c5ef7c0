"""Quality on public data: predictions by the engine that answers in chat, scored against floors."""

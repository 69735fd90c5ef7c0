"""Discord as a platform: what is meant becomes embeds and components, what people do becomes ``Inbound``."""

"""Short bullet digests: choice, compression, order, sources."""

"""A Discord that others wrote: `make test-twin`. It needs Node, so `make test` leaves it out."""

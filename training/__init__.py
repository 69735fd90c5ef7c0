"""Data preparation, training and export of the embedded models; the product does not import it."""

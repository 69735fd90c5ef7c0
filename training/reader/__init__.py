"""Training of the embedded reader: data, model, training, export, figures (``make reader``, docs/reader.md)."""

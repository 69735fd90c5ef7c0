"""The one loaded language pipeline."""

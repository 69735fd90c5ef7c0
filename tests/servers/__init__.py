"""Servers of our own that speak real protocols, with every fault that the world has."""

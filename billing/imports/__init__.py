"""Prices and support schemes out of an organiser's tables."""

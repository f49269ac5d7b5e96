"""Organisers and log-ins out of an organiser's tables."""

"""Gates and check-in lists out of an organiser's tables."""

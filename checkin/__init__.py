"""Domain: gates, check-in lists, scans, presence."""

"""Domain: the day as it runs: live counts over the whole fair, loading a fair folder."""

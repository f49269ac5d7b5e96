"""A fair, its halls, booths, programme and participants out of an organiser's tables."""

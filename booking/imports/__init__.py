"""Bookings of booths and registrations with badges out of an organiser's tables. Nothing here sends a message."""

"""Domain: booth holds and bookings, visitor registrations and badges, meetings, session seats."""

"""A rehearsal of the door: simulated devices at a copy of the fair, through the real API, and what it showed."""

"""Django's own backend for PostgreSQL with one difference: see `base`."""

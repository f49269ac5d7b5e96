"""Pages of a delegation: asking for one, joining it, its list."""

"""Door: server-rendered pages per audience and their static files."""

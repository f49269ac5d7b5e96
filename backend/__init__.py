"""Door: settings, REST API, authentication, health and metrics."""

"""The HTTP side: validates, authenticates, reserves, enqueues and reads; it never touches the cluster."""

API = "/api/v1"
VERSION = "0.1.0"
"""Release of the platform; a test holds it against pyproject.toml."""

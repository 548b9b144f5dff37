"""The graph over HTTP: SPARQL 1.1 Protocol, Graph Store Protocol and a page to ask it."""

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8808
DEFAULT_SECONDS = 30.0
"""What a query may take, from when it comes in."""

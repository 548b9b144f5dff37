"""SPARQL servers: the graph pushed to one, and asked there."""

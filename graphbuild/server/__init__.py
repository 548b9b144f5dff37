"""The graph over HTTP: SPARQL 1.1 Protocol, Graph Store Protocol and a page to ask it."""

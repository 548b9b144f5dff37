"""Which triples stand for what: articles, entities, and what is judged across articles."""

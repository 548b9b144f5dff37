"""One writer per format; each reads the graph and writes, nothing else."""

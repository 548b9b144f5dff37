"""Which writer writes which suffix."""

from collections.abc import Callable
from pathlib import Path

from graphbuild.errors import OutputError
from graphbuild.export import network, rdf
from graphbuild.export.page import write_page
from graphbuild.export.tables import write_tables
from graphbuild.graph import KnowledgeGraph

Writer = Callable[[KnowledgeGraph, Path], object]

WRITERS: dict[str, Writer] = {
    **dict.fromkeys(network.SUFFIXES, network.write_network),
    ".html": write_page,
}
SUFFIXES = (*rdf.SUFFIXES, *WRITERS, ".csv")


def write(graph: KnowledgeGraph, path: Path, *, base: str) -> list[Path]:
    """Write *graph* to *path* in the format of its suffix, and return the files written.

    Args:
        graph: To be written.
        path: Its suffix chooses the format; ``.csv`` makes a file for each table.
        base: IRI that all IRIs begin with, for RDF.

    Raises:
        OutputError: No format has this suffix, or the file can't be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(SUFFIXES)
        raise OutputError(f"{path}: no format has the suffix '{suffix}'. There are: {known}")
    try:
        if suffix == ".csv":
            return write_tables(graph, path)
        if suffix in rdf.SUFFIXES:
            rdf.write_rdf(graph, path, base=base)
        else:
            WRITERS[suffix](graph, path)
    except OSError as error:
        raise OutputError(f"{path}: can't be written: {error.strerror}.") from error
    return [path]

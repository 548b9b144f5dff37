"""graphbuild: knowledge graphs from news, with every claim traced to its source.

>>> import graphbuild as gb
>>> graph = gb.build(gb.read_articles("seeds/"), nlp=gb.load_nlp())  # doctest: +SKIP
>>> graph.named_query("who-said-what").to_pandas()  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphbuild.articles import SkippedArticles, read_articles
    from graphbuild.decision_file import read_decisions
    from graphbuild.errors import GraphbuildError
    from graphbuild.export.network import project_entities, to_networkx
    from graphbuild.export.rdf import to_rdf
    from graphbuild.export.tables import to_tables
    from graphbuild.extract import extract_all
    from graphbuild.extraction_file import read_extractions, write_extractions
    from graphbuild.facade import Graph, build, open_graph
    from graphbuild.knowledge import load_knowledge
    from graphbuild.model import Article, Claim, Entity, Extraction, Mention, Relation
    from graphbuild.nlp import load_nlp
    from graphbuild.resolve import resolve_entities

_HOMES = {
    "Article": "model",
    "Claim": "model",
    "Entity": "model",
    "Extraction": "model",
    "Graph": "facade",
    "GraphbuildError": "errors",
    "Mention": "model",
    "Relation": "model",
    "SkippedArticles": "articles",
    "build": "facade",
    "extract_all": "extract",
    "load_knowledge": "knowledge",
    "load_nlp": "nlp",
    "open_graph": "facade",
    "project_entities": "export.network",
    "read_articles": "articles",
    "read_decisions": "decision_file",
    "read_extractions": "extraction_file",
    "resolve_entities": "resolve",
    "to_networkx": "export.network",
    "to_rdf": "export.rdf",
    "to_tables": "export.tables",
    "write_extractions": "extraction_file",
}

__all__ = [
    "Article",
    "Claim",
    "Entity",
    "Extraction",
    "Graph",
    "GraphbuildError",
    "Mention",
    "Relation",
    "SkippedArticles",
    "build",
    "extract_all",
    "load_knowledge",
    "load_nlp",
    "open_graph",
    "project_entities",
    "read_articles",
    "read_decisions",
    "read_extractions",
    "resolve_entities",
    "to_networkx",
    "to_rdf",
    "to_tables",
    "write_extractions",
]


def __getattr__(name: str) -> Any:
    """Import a public name's module when the name is first used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'graphbuild' has no attribute {name!r}")
    return getattr(import_module(f"graphbuild.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)

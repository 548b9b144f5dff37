"""Why a query may have found nothing: names that the graph has no use for."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from graphbuild.query_words import Name, declared_prefixes, find_names
from graphbuild.vocabulary import GB, ITSRDF, NIF, PROV, SCHEMA, SKOS, Vocabulary, concepts

_VOCABULARIES: dict[str, type[Vocabulary]] = {
    each.namespace: each for each in (GB, ITSRDF, NIF, PROV, SCHEMA, SKOS)
}


def find_hints(sparql: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield a hint for each name of our vocabularies in a query that no graph of ours has.

    Args:
        sparql: Text of the query.
        prefixes: Those that are known without PREFIX, to namespace.
    """
    declared = declared_prefixes(sparql)
    for prefix, namespace in declared.items():
        usual = prefixes.get(prefix, namespace)
        if usual != namespace:
            yield f"{prefix}: is <{namespace}> in the query, and <{usual}> in the graph"
    namespaces = {**prefixes, **declared}
    for name in dict.fromkeys(find_names(sparql)):
        if hint := _hint(name, namespaces.get(name.prefix, "")):
            yield hint


def _hint(name: Name, namespace: str) -> str | None:
    if namespace not in _VOCABULARIES or not name.local:
        return None
    terms = _terms(_VOCABULARIES[namespace])
    if name.local in terms:
        return None
    near = get_close_matches(name.local, terms, n=1)
    nearest = f"; the nearest is {name.prefix}:{near[0]}" if near else ""
    written = f"{name.prefix}:{name.local}"
    return f"line {name.line}: the graph has no {written}{nearest}"


def _terms(vocabulary: type[Vocabulary]) -> list[str]:
    terms = list(vocabulary.__annotations__)
    return [*terms, *concepts()] if vocabulary is GB else terms

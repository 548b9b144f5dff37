"""The ontology as data: its files, and the named queries that come with it."""

import re
from collections.abc import Mapping
from pathlib import Path

from graphbuild.errors import QueryError
from graphbuild.names import lookup_key

_PACKAGE = Path(__file__).parent
_PARAMETER = re.compile(r"^# parameter (\w+): (.+)$", re.MULTILINE)
_EXAMPLE = re.compile(r"VALUES \?(\w+)_(name|key) \{[^}]*\}")
_LEFT_OUT = re.compile(r"^( *)# (.* # if (\w+))$", re.MULTILINE)
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
# A backslash of the text and a "u": SPARQL lets tools decode that before they read strings.
_CODE = re.compile(r"(\\\\)([uU])")


def ontologies_folder() -> Path:
    """Return the folder of the ontology's files, in an installed package or a source tree."""
    installed = _PACKAGE / "ontologies"
    return installed if installed.is_dir() else _PACKAGE.parent / "ontologies"


def read_ontology_file(name: str) -> str:
    """Return ``graphbuild.ttl``, ``shapes.ttl`` or ``context.jsonld``."""
    return (ontologies_folder() / name).read_text(encoding="utf-8")


def named_queries() -> dict[str, str]:
    """Return name to description of each query that comes with graphbuild."""
    files = sorted((ontologies_folder() / "queries").glob("*.rq"))
    return {file.stem: _description(file.read_text(encoding="utf-8")) for file in files}


def read_named_query(name: str) -> str:
    """Return the SPARQL text of the query called *name*.

    Raises:
        QueryError: There is none of that name.
    """
    if name not in named_queries():
        raise QueryError(f"no query is called {name!r}. There are: {', '.join(named_queries())}")
    return read_ontology_file(f"queries/{name}.rq")


def query_parameters(sparql: str) -> dict[str, str]:
    """Return name to description of what a query asks for in ``# parameter`` comments."""
    return dict(_PARAMETER.findall(sparql))


def optional_parameters(sparql: str) -> frozenset[str]:
    """Return which of a query's parameters may be left out to ask for all."""
    return frozenset(match[3] for match in _LEFT_OUT.finditer(sparql))


def bind_parameters(sparql: str, values: Mapping[str, str]) -> str:
    """Return the query with each parameter's example replaced by a value.

    The parameter ``entity`` is in the line ``VALUES ?entity_key { "kherson" }``; what is a key is
    a name as it is looked up, folded. Of a parameter that may be left out, the lines that end in
    ``# if about`` are comments until it has a value. So a query runs as it stands, in any SPARQL
    tool, with all that isn't asked for out of its way.

    Args:
        sparql: Text of the query.
        values: Parameter to value; a parameter without one keeps its example.

    Raises:
        QueryError: The query has no such parameter.
    """
    known = query_parameters(sparql)
    for parameter in values:
        if parameter not in known or f"VALUES ?{parameter}_" not in sparql:
            raise QueryError(
                f"the query has no parameter {parameter!r}. It has: {', '.join(known) or 'none'}"
            )
    asked = _LEFT_OUT.sub(lambda line: _line(line, values), sparql)
    # All at once, so that nothing in one value is taken for another parameter's example.
    return _EXAMPLE.sub(lambda match: _bound(match, values), asked)


def _line(line: re.Match[str], values: Mapping[str, str]) -> str:
    """Return a line of a parameter that may be left out; no comment if it has a value."""
    return f"{line[1]}{line[2]}" if line[3] in values else line[0]


def _bound(example: re.Match[str], values: Mapping[str, str]) -> str:
    parameter, kind = example.groups()
    if (value := values.get(parameter)) is None:
        return example[0]
    literal = _literal(lookup_key(value) if kind == "key" else value)
    return f"VALUES ?{parameter}_{kind} {{ {literal} }}"


def _literal(value: str) -> str:
    return f'"{_CODE.sub(_spelt_out, value.translate(_ESCAPES))}"'


def _spelt_out(match: re.Match[str]) -> str:
    return f"{match[1]}\\U{ord(match[2]):08X}"


def _description(sparql: str) -> str:
    return sparql.partition("\n")[0].removeprefix("#").strip()

"""The words of a SPARQL query, for what is said about it.

Messages are made of them, never decisions: what a query does is for a parser to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What can hide a word, then words and names. Oxigraph reads without separating words first: it
# takes "trueSERVICE" for two of them.
_TOKEN = re.compile(
    r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
    | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*'
    | <(?P<iri>(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)>
    | \#[^\r\n]*
    | [?$]\w+
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
    | (?P<prefix>[^\W_][\w.-]{0,99}|)  # a bound, or a long text would take very long
      :(?P<local>(?:[\w:]|%[0-9A-Fa-f]{2})(?:[\w:.-]|%[0-9A-Fa-f]{2})*)?
    | \\.
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A prefixed name in a query.

    Attributes:
        prefix: Without its colon.
        local: What follows the colon.
        line: Where it stands, from 1.
    """

    prefix: str
    local: str
    line: int


def find_words(sparql: str) -> Iterator[tuple[int, str]]:
    """Yield line, from 1, and word in capitals of each bare word: a keyword or a function."""
    for line, match in _tokens(sparql):
        if match["word"]:
            yield line, match["word"].upper()


def find_names(sparql: str) -> Iterator[Name]:
    """Yield the prefixed names, those that are declared among them with an empty ``local``."""
    for line, match in _tokens(sparql):
        if match["prefix"] is not None:
            local = (match["local"] or "").rstrip(".")
            yield Name(prefix=match["prefix"], local=local, line=line)


def declared_prefixes(sparql: str) -> dict[str, str]:
    """Return prefix to namespace, as the query's own PREFIX lines say."""
    found, before = {}, ["", ""]
    for match in _TOKEN.finditer(sparql):
        if match["iri"] is not None and before[0].upper() == "PREFIX" and before[1].endswith(":"):
            found[before[1][:-1]] = match["iri"]
        before = [before[1], match[0]]
    return found


def decoded(sparql: str) -> str:
    r"""Return a query as tools see it that decode ``\u0053`` before they read anything else."""
    return _ESCAPE.sub(_decoded_one, sparql)


def _decoded_one(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    is_character = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else match[0]


def _tokens(sparql: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each token and its line."""
    line, counted = 1, 0
    for match in _TOKEN.finditer(sparql):
        line += sparql.count("\n", counted, match.start())
        counted = match.start()
        yield line, match

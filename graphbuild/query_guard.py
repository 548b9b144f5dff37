"""What a query may do: only read, and only this store."""

import re
from collections.abc import Iterator, Mapping

from graphbuild.errors import QueryError

# What can hide a keyword, then words. Oxigraph reads without separating words first: it takes
# "trueSERVICE" for two of them and "SERVICE:x" for a keyword and a name, so these are words here.
# After a colon it takes dots for part of the name in one place only: "gb:x.y.SERVICE" is two.
_TOKEN = re.compile(
    r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
    | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*'
    | <[^<>"{}|^`\\\x00-\x20]*>
    | \#[^\r\n]*
    | [?$]\w+
    | @[A-Za-z]+
    | (?P<escape>\\.)
    | :(?:[\w:]|%[0-9A-Fa-f]{2})(?:[\w:-]|%[0-9A-Fa-f]{2})*(?:\.+(?:[\w:-]|%[0-9A-Fa-f]{2})+)?
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"}
_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_HINTS = {
    "Prefix not found": "This prefix isn't declared. Known without PREFIX: {prefixes}",
    "variable that is unbound": (
        "A variable of SELECT is missing in WHERE, or beside an aggregate in GROUP BY"
    ),
    "IRI parsing failed": "An IRI here isn't well formed",
}
_PLAIN_HINT = "SPARQL isn't well formed here"


def check_query(sparql: str, prefixes: Mapping[str, str]) -> None:
    """Check that a query only reads, and only this store.

    Args:
        sparql: Text of the query.
        prefixes: Those that are known without PREFIX, to namespace.

    Raises:
        QueryError: It updates, or would leave the store; with its line.
    """
    for text in (sparql, _ESCAPE.sub(_unescaped, sparql)):
        for line, word in _words(text):
            if reason := _objection(word):
                raise QueryError(f"SPARQL line {line}: {reason}")


def _words(sparql: str) -> Iterator[tuple[int, str]]:
    """Yield line and word for each bare word: a keyword, a function or, with colon, a prefix.

    An escape outside strings is a word of its own.
    """
    for match in _TOKEN.finditer(sparql):
        if match["escape"]:
            yield sparql.count("\n", 0, match.start()) + 1, match["escape"]
        elif match["word"]:
            colon = ":" if sparql.startswith(":", match.end()) else ""
            yield sparql.count("\n", 0, match.start()) + 1, f"{match['word'].upper()}{colon}"


def _objection(word: str) -> str | None:
    if word.startswith("\\"):
        # What a name may hide behind one, such as \# before a keyword, isn't worth the risk.
        return f"{word} is refused outside strings. Write the whole IRI: <https://…>"
    if "SERVICE" in word:
        return "SERVICE is refused, as queries stay offline. Load the other data into a store"
    if word == "FROM":
        return "FROM is refused. Use GRAPH <…> { … } to look into one article's graph"
    if word in _UPDATES:
        return f"{word} is refused: queries only read. Use SELECT, ASK, CONSTRUCT or DESCRIBE"
    return None


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def syntax_error(sparql: str, text: str, names: Mapping[str, str]) -> QueryError:
    """Return the error for a malformed query, with its line and a hint, from Oxigraph's *text*."""
    match = _SYNTAX_ERROR.search(text)
    if match is None:
        return QueryError(f"{_PLAIN_HINT}: {text}")
    line, column = int(match[1]), int(match[2])
    hint = next((hint for sign, hint in _HINTS.items() if sign in match[3]), _PLAIN_HINT)
    hint = hint.format(prefixes=", ".join(names))
    lines = sparql.split("\n")
    shown = lines[min(line, len(lines)) - 1]
    pointer = " " * (column - 1) + "^"
    return QueryError(f"SPARQL line {line}, column {column}: {hint}.\n{shown}\n{pointer}")

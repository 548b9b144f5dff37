r"""What a query may do: only read, and only this store.

Oxigraph's ``query`` reads no update and no file, but SERVICE lets it fetch from anywhere on behalf
of whoever wrote the query. Whether "service" is that keyword or part of a text, a name or a
variable is for a parser to say, and only Oxigraph's own reads as Oxigraph does: it takes
``trueSERVICE`` for two words, and what follows a wrong escape in a long string for more than a
string. It shows no algebra. So it is asked like this: the query is parsed with another word of the
same length in place of each "service", one that stands nowhere in it. A text, a name or a variable
may hold any word, so they still parse; a keyword can't be replaced, so then it doesn't. FROM, which
other tools fetch too, is told in the same way.

Oxigraph decodes ``\u0053`` only within strings and IRIs, where it can't make a keyword. Other tools
decode it before anything else. As queries go to them as well, a query must pass in both readings.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import product
from string import ascii_lowercase

from pyoxigraph import Store

from graphbuild.errors import QueryError
from graphbuild.query_words import declared_prefixes, decoded, find_names, find_words

_FOREIGN = re.compile("service|from", re.IGNORECASE | re.ASCII)
_LAST_FOREIGN = re.compile(r"(?<![?$@:\w])(service|from)\S*\s*\Z", _FOREIGN.flags)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"}
_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_HINTS = {
    "Prefix not found": "{prefix}",
    "variable that is unbound": (
        "A variable of SELECT is missing in WHERE, or beside an aggregate in GROUP BY"
    ),
    "IRI parsing failed": "An IRI here isn't well formed",
}
_SHOWN = 100  # characters of a line before and after a fault
_PLAIN_HINT = "SPARQL isn't well formed here"


def check_query(sparql: str, prefixes: Mapping[str, str]) -> None:
    """Check that a query is well formed, only reads, and only this store.

    Args:
        sparql: Text of the query.
        prefixes: Those that are known without PREFIX, to namespace.

    Raises:
        QueryError: It isn't; with its line and a hint.
    """
    _parse(sparql, prefixes)
    elsewhere = decoded(sparql)
    if elsewhere != sparql and _FOREIGN.search(elsewhere):
        _parse(elsewhere, prefixes)


def syntax_error(sparql: str, text: str, prefixes: Mapping[str, str]) -> QueryError:
    """Return the error for a malformed query, with its line and a hint.

    Args:
        sparql: Text of the query.
        text: What Oxigraph says of it.
        prefixes: Those that are known without PREFIX, to namespace.
    """
    match = _SYNTAX_ERROR.search(text)
    line, column, expected = (int(match[1]), int(match[2]), match[3]) if match else (1, 1, text)
    lines = sparql.split("\n")
    line = min(line, len(lines))
    read = "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]])
    if refusal := _refusal(sparql, read):
        return QueryError(refusal)
    hint = next((hint for sign, hint in _HINTS.items() if sign in expected), _PLAIN_HINT)
    hint = hint.format(prefix=_prefix_hint(sparql, prefixes))
    shown = _shown(lines[line - 1], column)
    return QueryError(f"SPARQL line {line}, column {column}: {hint}.\n{shown}")


def _parse(sparql: str, prefixes: Mapping[str, str]) -> None:
    """Parse a query that would be malformed with SERVICE or FROM in it.

    What Oxigraph does at once, such as grouping, it does to no data.
    """
    try:
        Store().query(_without_foreign_keywords(sparql), prefixes=dict(prefixes))
    except SyntaxError as error:
        raise syntax_error(sparql, str(error), prefixes) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query can't be read: {error}") from error


def _without_foreign_keywords(sparql: str) -> str:
    """Return the query with words in place of "service" and "from" that are no keywords.

    Only the last two letters change, so that a prefix stays the prefix that was declared.
    """
    endings = {match[0][:-2].lower(): "" for match in _FOREIGN.finditer(sparql)}
    for stem in endings:
        endings[stem] = _free_ending(stem, sparql.casefold())
    return _FOREIGN.sub(lambda match: match[0][:-2] + endings[match[0][:-2].lower()], sparql)


def _free_ending(stem: str, text: str) -> str:
    """Return two letters that make a word of *stem* that stands nowhere in *text*."""
    for letters in product(reversed(ascii_lowercase), repeat=2):
        ending = "".join(letters)
        if f"{stem}{ending}" not in text:
            return ending
    raise QueryError(f"the query holds every word that begins with {stem!r}, so it isn't answered")


def _shown(line: str, column: int) -> str:
    """Return what stands around a column of a line, and a mark under it."""
    start = max(0, column - 1 - _SHOWN)
    part = line[start : column - 1 + _SHOWN].replace("\t", " ")
    return f"{part}\n{' ' * (column - 1 - start)}^"


def _refusal(sparql: str, read: str) -> str | None:
    """Return which word of a malformed query isn't allowed, and what to do.

    Args:
        sparql: The query.
        read: Its beginning, as far as it could be parsed.
    """
    words = [*find_words(sparql), *find_words(decoded(sparql))]
    if last := _LAST_FOREIGN.search(
        read[-2 * _SHOWN :]
    ):  # it may be stuck to what stands before it
        words.append((read.count("\n") + 1, last[1].upper()))
    objections = ((line, _objection(word)) for line, word in words)
    return next((f"SPARQL line {line}: {text}" for line, text in objections if text), None)


def _objection(word: str) -> str | None:
    if "SERVICE" in word:
        return "SERVICE is refused, as queries stay offline. Load the other data into a store"
    if word == "FROM":
        return "FROM is refused. Use GRAPH <…> { … } to look into one article's graph"
    if word in _UPDATES:
        return f"{word} is refused: queries only read. Use SELECT, ASK, CONSTRUCT or DESCRIBE"
    return None


def _prefix_hint(sparql: str, prefixes: Mapping[str, str]) -> str:
    """Say which prefix isn't declared, and which one may be meant."""
    known = {**prefixes, **declared_prefixes(sparql)}
    unknown = next((name.prefix for name in find_names(sparql) if name.prefix not in known), None)
    if unknown is None:
        return "A prefix here isn't declared"
    near = get_close_matches(unknown, known, n=1)
    nearest = f"; the nearest is {near[0]}:" if near else ""
    listed = ", ".join(prefixes)
    return f"The prefix {unknown}: isn't declared{nearest}. Known without PREFIX: {listed}"

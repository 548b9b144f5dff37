"""Values as RDF literals, spelt as Oxigraph spells them."""

import re
from datetime import datetime
from decimal import Decimal

from pyoxigraph import Literal

from graphbuild.vocabulary import XSD

_SURROGATE = re.compile("[\ud800-\udfff]")
_LENGTH_OF_DATE = len("2022-11-11")
_DATE_TYPES = {4: XSD.gYear, 7: XSD.gYearMonth, _LENGTH_OF_DATE: XSD.date}


def text(value: str) -> Literal:
    """Return a string; a lone surrogate, which RDF can't hold, is one replacement character."""
    return Literal(_SURROGATE.sub("\ufffd", value))


def decimal(value: float) -> Literal:
    """Return a decimal as Oxigraph spells it, so that a store and a file hold the same."""
    return Literal(f"{Decimal(repr(value)).normalize():f}", datatype=XSD.decimal)


def integer(value: int) -> Literal:
    """Return a whole number."""
    return Literal(str(value), datatype=XSD.integer)


def offset(value: int) -> Literal:
    """Return a number of code points."""
    return Literal(str(value), datatype=XSD.nonNegativeInteger)


def date(value: str) -> Literal:
    """Return an ISO 8601 date, or date and time, as such; anything else as a string."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return text(value)
    if len(value) <= _LENGTH_OF_DATE:
        return Literal(moment.date().isoformat(), datatype=XSD.date)
    lexical = moment.isoformat().replace("+00:00", "Z")
    return Literal(lexical, datatype=XSD.dateTime)


def reduced_date(value: str) -> Literal:
    """Return an ISO 8601 date, month or year with its type."""
    return Literal(value, datatype=_DATE_TYPES[len(value)])

"""Words, names and prefixes of a query, for messages."""

import pytest

from graphbuild.query_words import Name, declared_prefixes, decoded, find_names, find_words

QUERY = """PREFIX ex: <http://a/#x>  # a comment with SELECT
SELECT ?from { ?from ex:name 'SERVICE it\\'s', "x"@en-from ;
  a ex:Thing.One . FILTER(STRLEN(?from) > 1) . ?x :y <http://a/FROM> }"""


def test_words_stand_outside_names_and_texts():
    assert list(find_words(QUERY)) == [
        (1, "PREFIX"),
        (2, "SELECT"),
        (3, "A"),
        (3, "FILTER"),
        (3, "STRLEN"),
        (3, "1"),
    ]


def test_names_have_prefix_and_line():
    assert list(find_names(QUERY)) == [
        Name(prefix="ex", local="", line=1),
        Name(prefix="ex", local="name", line=2),
        Name(prefix="ex", local="Thing.One", line=3),
        Name(prefix="", local="y", line=3),
    ]


def test_prefixes_are_read_with_their_namespaces():
    assert declared_prefixes(QUERY) == {"ex": "http://a/#x"}
    assert declared_prefixes("prefix : <http://a/> BASE <http://b/>") == {"": "http://a/"}


@pytest.mark.parametrize(
    ("query", "read"),
    [
        (r"\u0053ERVICE", "SERVICE"),
        (r"\U00000053ERVICE", "SERVICE"),
        (r"\uD800 \U00110000 \u00", r"\uD800 \U00110000 \u00"),
    ],
)
def test_escapes_are_decoded_where_they_mean_a_character(query, read):
    assert decoded(query) == read

"""What a client accepts, weighed as HTTP says."""

import pytest

from graphbuild.server.media import GRAPH_FORMS, MEDIA_TYPES, ROW_FORMS, accepted_forms


@pytest.mark.parametrize(
    ("accept", "forms"),
    [
        (None, ("json", "xml", "csv", "tsv", "html")),
        ("*/*", ("json", "xml", "csv", "tsv", "html")),
        ("text/csv", ("csv",)),
        ("TEXT/CSV", ("csv",)),
        ("text/*", ("csv", "tsv", "html")),
        ("text/*, text/csv;q=0", ("tsv", "html")),
        ("text/csv;q=0.1, application/xml;q=0.2", ("xml", "csv")),
        ("text/csv; q=0.5; charset=utf-8, text/html;q=0.4", ("csv", "html")),
        ("text/csv;header=absent;q=0.5", ("csv",)),
        ("application/json;q=0.000", ()),
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            ("html", "xml", "json", "csv", "tsv"),
        ),
        ("nonsense", ()),
        (",,;q=1,text/csv,", ("csv",)),
        ("*/csv", ()),
    ],
)
def test_forms_are_ordered_by_how_gladly_they_are_taken(accept, forms):
    assert accepted_forms(accept, ROW_FORMS) == forms


def test_every_form_has_a_type_that_is_offered():
    assert set(MEDIA_TYPES) == {*ROW_FORMS.values(), *GRAPH_FORMS.values()}
    for form, media_type in MEDIA_TYPES.items():
        offered = ROW_FORMS | GRAPH_FORMS
        assert offered[media_type.partition(";")[0]] == form

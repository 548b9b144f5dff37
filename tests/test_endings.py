"""Where a content may end, from parses drawn by hand."""

import pytest
from conftest import candidate, parsed

from graphbuild.endings import find_endings, last_run
from graphbuild.syntax import Syntax

PRAISED = (
    "Ann//PROPN/nsubj praised/praise/VERB/ROOT//VBD Bob//PROPN/dobj for//ADP/prep "
    "courage//NOUN/pobj/for on//ADP/prep Monday//PROPN/pobj/on//DATE ."
)
DENIED = (
    "his//PRON/poss/claim claim//NOUN/nsubjpass that//SCONJ/mark/is it//PRON/nsubj/is "
    "is/be/AUX/acl/claim/VBZ safe//ADJ/acomp/is was/be/AUX/auxpass denied/deny/VERB/ROOT//VBN "
    "today//NOUN/npadvmod"
)
ADDED = (
    "Ann//PROPN/nsubj said/say/VERB/ROOT//VBD it//PRON/nsubj/is is/be/AUX/ccomp//VBZ "
    "safe//ADJ/acomp/is , Bob//PROPN/nsubj/agreed agreed/agree/VERB/conj//VBD"
)


def endings(drawing: str, relation: str) -> dict[str, tuple[str, ...]]:
    """Return the features of each place by the words up to it."""
    syntax = Syntax(parsed(drawing))
    attribution = candidate(syntax, relation)
    run = last_run(syntax, attribution)
    assert run is not None
    return {
        syntax.doc[run[0] : ending.position].text: ending.features
        for ending in find_endings(syntax, attribution, run)
    }


def test_a_content_may_end_before_each_phrase_up_to_the_end_of_the_sentence():
    assert list(endings(PRAISED, "object")) == [
        "Bob",
        "Bob for",
        "Bob for courage",
        "Bob for courage on",
        "Bob for courage on Monday",
    ]


def test_a_content_may_end_before_a_mark_but_not_with_one():
    places = endings(ADDED, "clause")
    assert "it is safe" in places
    assert "it is safe , Bob agreed" in places
    assert not any(place.endswith(",") for place in places)


def test_a_content_does_not_reach_what_its_cue_depends_on():
    assert list(endings(DENIED, "noun"))[-1] == "that it is safe"


@pytest.mark.parametrize(
    "drawing",
    [
        (
            "Ann//PROPN/nsubj said/say/VERB/ROOT//VBD that//SCONJ/mark/is “ it//PRON/nsubj/is "
            "is/be/AUX/ccomp//VBZ safe//ADJ/acomp/is ”"
        ),
        (
            "Ann//PROPN/nsubj said/say/VERB/ROOT//VBD it//PRON/nsubj/is is/be/AUX/ccomp//VBZ “ "
            "safe//ADJ/acomp/is ”"
        ),
    ],
)
def test_a_content_that_ends_with_a_quotation_ends_there(drawing):
    syntax = Syntax(parsed(drawing))
    assert last_run(syntax, candidate(syntax, "clause")) is None


def test_a_content_before_its_cue_ends_there():
    syntax = Syntax(
        parsed(
            "It//PRON/nsubj/is is/be/AUX/ccomp//VBZ safe//ADJ/acomp/is , Ann//PROPN/nsubj "
            "said/say/VERB/ROOT//VBD on//ADP/prep Monday//PROPN/pobj/on"
        )
    )
    assert last_run(syntax, candidate(syntax, "preposed")) is None


def test_only_the_last_stretch_of_a_content_ends_elsewhere():
    syntax = Syntax(
        parsed(
            "The//DET/det/dam dam//NOUN/nsubj , Ann//PROPN/nsubj/said said/say/VERB/ccomp//VBD , "
            "is/be/AUX/ROOT//VBZ safe//ADJ/acomp now//ADV/advmod"
        )
    )
    assert last_run(syntax, candidate(syntax, "parenthesis")) == (6, 9)


@pytest.mark.parametrize(
    ("place", "present", "absent"),
    [
        ("Bob", {"less", "less, object", "leaves prep, bare"}, {"same", "more", "at end"}),
        ("Bob for courage", {"same", "last NN", "before word"}, {"less", "more", "at end"}),
        (
            "Bob for courage on Monday",
            {"more", "more by 2", "adds prep of cue", "at end", "before mark"},
            {"same", "less", "adds prep of content"},
        ),
    ],
)
def test_what_speaks_for_a_place(place, present, absent):
    found = set(endings(PRAISED, "object")[place])
    assert present <= found
    assert absent & found == set()


def test_a_clause_with_a_subject_of_its_own_is_told():
    found = endings(ADDED, "clause")["it is safe , Bob agreed"]
    assert {"more by a subject", "more by 1 stops", "adds clause conj, comma"} <= set(found)


def test_no_feature_is_named_by_a_word_of_the_text():
    words = {"Ann", "praised", "praise", "Bob", "for", "courage", "on", "Monday", "monday"}
    names = {name for features in endings(PRAISED, "object").values() for name in features}
    assert {name for name in names if words & set(name.replace(",", "").split())} == set()

"""What tells an article's entity from others."""

from dataclasses import replace

import pytest
from test_resolve import extraction

from graphbuild.identities import find_identities
from graphbuild.model import EntityType


def names(listed: str) -> set[str]:
    """Return the names under which the first entity of an article meets its like."""
    first, *_ = find_identities(extraction("a", listed))
    return {name for _, name in first.keys}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("Peter J. Novak = Novak/p", {"peter novak"}),
        ("Novak/p", set()),
        ("van Dyk/p", set()),
        ("Foreign Minister Peter Novak/p", {"peter novak"}),
        ("Peter Novak QC/p", {"peter novak"}),
        ("Baltic Timber AG = Baltic/o", {"baltic timber", "baltic"}),
        ("National Bank of Norway = National Bank/o", {"NO bank national"}),
        ("EBD Women = EBD/o", {"ebd women"}),
        ("Ebro Board EBD = EBD/o", {"ebro board ebd", "ebd"}),
        ("Kyiv = Kiev/l", {"kyiv", "kiev"}),
    ],
)
def test_names_that_tell(listed, expected):
    assert names(listed) == expected


def test_a_team_is_not_the_state_of_its_name():
    found = extraction("a", "Norway/l")
    team = replace(found, entities=(replace(found.entities[0], team=True),))
    (identity,) = find_identities(team)
    assert identity.keys == {(EntityType.LOCATION, "team norway")}


def test_an_entity_that_was_resolved_before_keeps_its_id():
    found = extraction("a", "Peter Novak/p")
    for entity, link in (
        ("Q7", "http://www.wikidata.org/entity/Q7"),
        ("person-0123456789abcdef",) * 2,
    ):
        (identity,) = find_identities(
            replace(found, entities=(replace(found.entities[0], id=entity),))
        )
        assert identity.links == {link}
        assert identity.sureness == 1000


def test_media_keep_no_company():
    reuters, nato = find_identities(extraction("a", "Reuters/o; NATO/o"))
    assert reuters.is_reporter
    assert not nato.is_reporter


def test_mentions_and_claims_are_its_weight():
    novak, nato = find_identities(extraction("a", "Peter Novak = Novak/p; NATO/o"))
    assert (novak.weight, nato.weight) == (3, 1)

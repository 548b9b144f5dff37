"""Masks: sentences are read on, and nobody is found behind them."""

import pytest

from graphbuild.extract import extract_all
from graphbuild.extraction_json import to_json
from graphbuild.masks import MASK, is_masked, mask, stand_in, without_stand_ins
from graphbuild.model import Article

TEXT = (
    "President ███ ████████ said on Monday that Norway would help Ukraine. ████████ denied that "
    "she was late. “We will go,” she said. Peter Novak called ████████ a liar. The minister, "
    "███ ████████, met Gen. █████████ of the ███ ████████ Foundation in Oslo. “It rained,” "
    "██'s brother told Peter Novak."
)


def test_offsets_hold_under_a_mask():
    text = mask("Ann Lee said so.", [(0, 3), (4, 7)])
    assert text == "███ ███ said so."
    assert is_masked(text)
    assert mask(text, []) == text


def test_a_mask_is_no_letter():
    assert not MASK.isalnum()
    assert not MASK.isidentifier()
    assert len(MASK) == 1


@pytest.mark.parametrize("length", [1, 2, 3, 27, 28, 100])
def test_a_stand_in_is_as_long_as_what_it_stands_for(length):
    name = stand_in(f"So {MASK * length} said").removeprefix("So ").removesuffix(" said")
    assert len(name) == length
    assert name.isalpha()
    assert name[0].isupper()


@pytest.mark.model
def test_nobody_is_found_behind_a_mask(nlp):
    (found,) = extract_all([Article(id="a", text=TEXT)], nlp)
    assert found.article.text == TEXT
    assert not any(is_masked(TEXT[each.start : each.end]) for each in found.mentions)
    assert {each.name for each in found.entities} == {"Norway", "Ukraine", "Peter Novak", "Oslo"}
    assert stand_in(MASK * 3) not in str(to_json(found))
    ids = {each.id for each in found.entities}
    assert {each.entity for each in found.mentions} == ids


@pytest.mark.model
def test_claims_stay_without_their_masked_speaker(nlp):
    (found,) = extract_all([Article(id="a", text=TEXT)], nlp)
    said = [
        ("".join(TEXT[start:end] for start, end in each.source), each.speaker is None)
        for each in found.claims
    ]
    assert ("President ███ ████████", True) in said
    assert ("████████", True) in said
    assert ("she", True) in said


@pytest.mark.model
def test_a_pronoun_is_not_taken_for_somebody_else(nlp):
    text = "Maria Keller was in Oslo. ███ ████ spoke in Bergen. She said that it rained."
    (found,) = extract_all([Article(id="a", text=text)], nlp)
    (claim,) = found.claims
    assert claim.speaker is None


@pytest.mark.model
def test_a_text_without_masks_is_as_it_was(nlp):
    article = Article(id="a", text="Maria Keller said that Norway would help Ukraine.")
    (found,) = extract_all([article], nlp)
    assert without_stand_ins(found, article) is found

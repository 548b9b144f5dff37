"""Many articles out of few: copies with other names, as more articles tell of more people."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from warnings import warn

from graphbuild.articles import read_articles
from graphbuild.extract import extract_all
from graphbuild.extraction_file import read_extractions
from graphbuild.folder import Build, Contents
from graphbuild.iris import DEFAULT_BASE
from graphbuild.model import (
    SCHEMA_VERSION,
    Article,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Relation,
)
from graphbuild.nlp import load_nlp
from graphbuild.pipeline import NO_DECISIONS, _contents

SEEDS = Path(__file__).parents[2] / "seeds"
LETTERS = ("aeiou", "bcdfghklmnprst")


def read_base(paths: Iterable[str]) -> list[Extraction]:
    """Return the extractions in the files at *paths*, mixed; without any, those of seeds/."""
    found = [each for path in paths for each in read_extractions(path)]
    found = found or list(extract_all(read_articles(SEEDS), load_nlp()))
    random.Random(0).shuffle(found)  # so that few of them are a sample of all files
    return found


def multiplied(base: list[Extraction], size: int) -> list[Extraction]:
    """Return *size* extractions: *base*, and then copies of it."""
    return list(islice(_copies(base), size))


def _copies(base: list[Extraction]) -> Iterator[Extraction]:
    copy = 0
    while True:
        yield from (renamed(each, copy) if copy else each for each in base)
        copy += 1


def renamed(extraction: Extraction, copy: int) -> Extraction:
    """Return a copy whose names have other letters, but for what is linked and no person."""
    shuffled = random.Random(copy)
    letters = {
        upper(one): upper(other)
        for group in LETTERS
        for one, other in zip(group, shuffled.sample(group, len(group)), strict=True)
        for upper in (str.lower, str.upper)
    }
    changed = str.maketrans(letters)
    article = replace(
        extraction.article,
        id=f"{extraction.article.id}-{copy}",
        text=extraction.article.text.translate(changed),
    )
    return replace(
        extraction,
        article=article,
        entities=tuple(_renamed(each, article, changed) for each in extraction.entities),
        claims=tuple(_moved_claim(each, copy) for each in extraction.claims),
        relations=tuple(_moved_relation(each, copy) for each in extraction.relations),
    )


def _moved_claim(claim: Claim, copy: int) -> Claim:
    return replace(claim, id=f"{claim.id}-{copy}")


def _moved_relation(relation: Relation, copy: int) -> Relation:
    return replace(relation, claim=f"{relation.claim}-{copy}") if relation.claim else relation


def _renamed(entity: Entity, article: Article, changed: dict[int, str]) -> Entity:
    roles = tuple(replace(each, article=article.id) for each in entity.roles)
    if entity.same_as and entity.type is not EntityType.PERSON:
        return replace(entity, roles=roles)
    return replace(
        entity,
        name=entity.name.translate(changed),
        aliases=tuple(each.translate(changed) for each in entity.aliases),
        roles=roles,
        same_as=(),
        links=(),
        background=None,
    )


def contents_of(extractions: Iterable[Extraction]) -> Contents:
    """Return what an output folder holds whose articles are those of *extractions*."""
    made = Build(schema=SCHEMA_VERSION, pipeline="benchmark", base=DEFAULT_BASE)
    return _contents(extractions, made, NO_DECISIONS, warn)

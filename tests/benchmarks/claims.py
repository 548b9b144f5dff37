"""Time clusters and links of claims at 1,000 and 10,000 articles, in one run.

python tests/benchmarks/claims.py EXTRACTIONS.jsonl

The extractions are repeated as often as needed; in each copy names, ids and most words are others,
so that the copies tell of other matters in the words of other articles.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from zlib import crc32

from graphbuild.claim_clusters import find_claim_clusters
from graphbuild.claim_links import find_claim_links
from graphbuild.extraction_file import read_extractions
from graphbuild.model import Claim, Entity, Extraction, Mention

SIZES = (1_000, 10_000)
WORD = re.compile(r"[a-z]{4,}")
# Of so many words in a hundred each copy has its own instead.
OTHER = 60


def _repeated(extractions: Sequence[Extraction], number: int) -> Iterator[Extraction]:
    for index in range(number):
        copy, position = divmod(index, len(extractions))
        yield _copied(extractions[position], copy)


def _copied(extraction: Extraction, copy: int) -> Extraction:
    """Return another article like *extraction*; every word keeps its length."""
    if not copy:
        return extraction
    text = WORD.sub(lambda match: _other_word(match[0], copy), extraction.article.text)
    return replace(
        extraction,
        article=replace(extraction.article, id=f"{extraction.article.id}-{copy}", text=text),
        entities=tuple(_entity(each, copy) for each in extraction.entities),
        mentions=tuple(_mention(each, copy) for each in extraction.mentions),
        claims=tuple(_claim(each, copy) for each in extraction.claims),
    )


def _other_word(word: str, copy: int) -> str:
    seed = crc32(f"{word} {copy}".encode())
    if seed % 100 >= OTHER:
        return word
    letters = "bcdfghklmnprstvz"
    return "".join(letters[(seed >> (4 * (i % 8))) % 16] for i in range(len(word)))


def _entity(entity: Entity, copy: int) -> Entity:
    return replace(entity, id=f"{entity.id}-{copy}", name=f"{entity.name}{copy}")


def _mention(mention: Mention, copy: int) -> Mention:
    return replace(mention, entity=f"{mention.entity}-{copy}")


def _claim(claim: Claim, copy: int) -> Claim:
    speaker = claim.speaker and f"{claim.speaker}-{copy}"
    return replace(claim, id=f"{claim.id}-{copy}", speaker=speaker)


def main() -> None:
    """Print seconds for each size, and the ratio of the times per article."""
    extractions = list(read_extractions(Path(sys.argv[1])))
    each = []
    for number in SIZES:
        articles = list(_repeated(extractions, number))
        start = perf_counter()
        clusters = find_claim_clusters(articles)
        middle = perf_counter()
        links = find_claim_links(articles, clusters)
        end = perf_counter()
        each.append((end - start) / number)
        claims = sum(len(article.claims) for article in articles)
        print(
            f"{number} articles, {claims} claims: clusters {middle - start:.1f} s, "
            f"links {end - middle:.1f} s, {1000 * each[-1]:.2f} ms an article, "
            f"{len(clusters)} clusters, {len(links)} links"
        )
    print(f"ratio of times per article: {each[-1] / each[0]:.2f}")


if __name__ == "__main__":
    main()

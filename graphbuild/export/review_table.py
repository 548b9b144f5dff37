"""``review.csv``: pairs of entities of which it isn't certain whether they are one."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from graphbuild.export.csv_file import Row, write_csv
from graphbuild.export.passages import entity_passages, on_one_line
from graphbuild.judgements import Doubt, Local
from graphbuild.model import Extraction

SENTENCES = 3

COLUMNS = (
    *("weight", "graph_holds", "one_name", "one_type", "other_name", "other_type"),
    *("rule", "score", "evidence", "one_article", "one_publisher", "one_published"),
    *("other_article", "other_publisher", "other_published", "one_sentences", "other_sentences"),
)


def write_review(
    doubts: Iterable[Doubt], extractions: Mapping[str, Extraction], path: Path
) -> None:
    """Write a line for each doubt, those that matter most first.

    Args:
        doubts: In the order of the lines.
        extractions: By their article's id; entity ids local to it.
        path: A CSV file.
    """
    write_csv((_row(doubt, extractions) for doubt in doubts), COLUMNS, path)


def _row(doubt: Doubt, extractions: Mapping[str, Extraction]) -> Row:
    return {
        "weight": doubt.weight,
        "graph_holds": "same" if doubt.same else "different",
        "rule": doubt.rule,
        "score": doubt.score,
        "evidence": "; ".join(map(on_one_line, doubt.evidence)),
        **_side("one", doubt.one, extractions),
        **_side("other", doubt.other, extractions),
    }


def _side(side: str, local: Local, extractions: Mapping[str, Extraction]) -> Row:
    extraction = extractions[local[0]]
    article = extraction.article
    entity = next(each for each in extraction.entities if each.id == local[1])
    passages = entity_passages(extraction, entity.id, SENTENCES)
    return {
        f"{side}_name": on_one_line(entity.name),
        f"{side}_type": str(entity.type),
        f"{side}_article": article.id,
        f"{side}_publisher": article.publisher,
        f"{side}_published": article.published,
        f"{side}_sentences": " | ".join(
            on_one_line(article.text[start:end]) for start, end in passages
        ),
    }

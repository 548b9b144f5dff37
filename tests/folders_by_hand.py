"""Output folders of extractions made by hand, without the parser."""

from collections.abc import Iterable
from pathlib import Path

from graphbuild.decisions import Decisions
from graphbuild.folder import Build, Contents, write_files
from graphbuild.iris import DEFAULT_BASE
from graphbuild.model import SCHEMA_VERSION, Extraction
from graphbuild.obeying import obey
from graphbuild.pipeline import resolved
from tests.conftest import courier_extraction, lantern_extraction, small_entities
from tests.test_verify import without_roles_of_others


def small_extractions() -> tuple[Extraction, ...]:
    """Return those of the small graph, as a build would have made them."""
    entities = small_entities()
    made = (courier_extraction(entities), lantern_extraction(entities))
    return tuple(map(without_roles_of_others, made))


def write_by_hand(
    extractions: Iterable[Extraction],
    path: Path,
    *,
    decisions: Decisions = Decisions(),  # noqa: B008  # it is frozen
    pipeline: str = "by hand",
    base: str = DEFAULT_BASE,
) -> Path:
    """Write what `graphbuild build` would write of these extractions to the new folder *path*."""
    path.mkdir(parents=True)
    given = sorted(extractions, key=lambda each: each.article.id)
    obeyed = obey(given, decisions)
    contents = Contents(
        made=Build(schema=SCHEMA_VERSION, pipeline=pipeline, base=base),
        extractions=given,
        decisions=decisions,
        obeyed=obeyed,
        graph=resolved(obeyed),
    )
    write_files(contents, path, place=path)
    return path

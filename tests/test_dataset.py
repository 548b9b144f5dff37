"""A store renewed by what changed holds what one written whole does, and nothing else."""

from pathlib import Path

import pytest
from claim_makers import PEOPLE, said
from hypothesis import given, settings
from hypothesis import strategies as st

from graphbuild import dataset
from graphbuild.dataset import DIGEST_FILE, STORE_FOLDER, article_digests, write_dataset
from graphbuild.decisions import Decisions
from graphbuild.errors import OutputError
from graphbuild.graph import KnowledgeGraph
from graphbuild.obeying import obey
from graphbuild.pipeline import resolved
from graphbuild.store import load_memory_store, open_store

OTHER_BASE = "https://graphs.example/"
CONTENTS = (
    "[40|miners] were trapped in the flooded shaft at Velden",
    "[70|miners] were trapped in the flooded shaft at Velden",
    "the harbour of Osterby would ~not~ be dredged before the winter",
    "the harbour of Osterby would be dredged before the winter",
)
Told = tuple[int, int]
"""Which of the contents is told, by which of the people."""


def graph_of(articles: dict[str, Told]) -> KnowledgeGraph:
    extractions = [
        said(article, CONTENTS[content], by=PEOPLE[speaker])
        for article, (content, speaker) in articles.items()
    ]
    return resolved(obey(extractions, Decisions()))


def quads(folder: Path) -> set[str]:
    return set(map(str, open_store(folder / STORE_FOLDER)))


def expected(graph: KnowledgeGraph, base: str = dataset.DEFAULT_BASE) -> set[str]:
    return set(map(str, load_memory_store(graph, base=base)))


def digests(folder: Path) -> bytes:
    return (folder / DIGEST_FILE).read_bytes()


def new(folder: Path) -> Path:
    folder.mkdir()
    return folder


MANY = {f"a{number}": (number % 4, number % 3) for number in range(12)}


def share_no_file(before: Path, after: Path) -> bool:
    """Whether the later store was written whole."""
    old, later = (
        {path.stat().st_ino for path in (folder / STORE_FOLDER).glob("*.sst")}
        for folder in (before, after)
    )
    return old.isdisjoint(later)


states = st.dictionaries(
    st.sampled_from([f"a{number}" for number in range(6)]),
    st.tuples(st.integers(0, 3), st.integers(0, 2)),
)


@settings(max_examples=6, deadline=None)
@given(st.lists(states, min_size=2, max_size=3))
def test_renewed_again_and_again_it_is_as_if_written_whole(tmp_path_factory, given_states):
    root = tmp_path_factory.mktemp("datasets")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dataset, "FEW", float("inf"))
        before = None
        for number, articles in enumerate(given_states):
            graph, folder = graph_of(articles), new(root / f"renewed-{number}")
            write_dataset(graph, folder, before=before)
            assert quads(folder) == expected(graph)
            whole = new(root / f"whole-{number}")
            write_dataset(graph, whole)
            assert digests(folder) == digests(whole)
            before = folder


def test_only_what_changed_is_written(tmp_path, monkeypatch):
    write_dataset(graph_of(MANY), new(tmp_path / "before"))
    changed = graph_of({**MANY, "a3": (1, 1)})
    written = []
    article_quads = dataset.article_quads
    monkeypatch.setattr(
        dataset,
        "article_quads",
        lambda graph, articles, **options: (
            written.extend(articles) or article_quads(graph, articles, **options)
        ),
    )
    write_dataset(changed, new(tmp_path / "after"), before=tmp_path / "before")
    assert "a3" in written
    assert len(written) <= 3
    assert quads(tmp_path / "after") == expected(changed)
    assert not share_no_file(tmp_path / "before", tmp_path / "after")


def test_the_earlier_store_stays_as_it_was(tmp_path):
    write_dataset(graph_of(MANY), new(tmp_path / "before"))
    stored = quads(tmp_path / "before")
    gone = {name: told for name, told in MANY.items() if name != "a3"}
    write_dataset(graph_of(gone), new(tmp_path / "after"), before=tmp_path / "before")
    assert quads(tmp_path / "before") == stored
    assert not any("/a3" in quad for quad in quads(tmp_path / "after"))


@pytest.mark.parametrize("damage", ["digests", "made_by", "base", "store", "table", "much"])
def test_what_can_not_be_built_on_is_written_whole(tmp_path, monkeypatch, damage):
    before, after = new(tmp_path / "before"), new(tmp_path / "after")
    articles, base = dict(MANY), dataset.DEFAULT_BASE
    write_dataset(graph_of(articles), before)
    if damage == "digests":
        (before / DIGEST_FILE).write_text("[]")
    elif damage == "made_by":
        monkeypatch.setattr(dataset, "_made_by", lambda: "another")
    elif damage == "base":
        base = OTHER_BASE
    elif damage == "store":
        (before / STORE_FOLDER / "CURRENT").unlink()
    elif damage == "table":
        table = max((before / STORE_FOLDER).glob("*.sst"), key=lambda path: path.stat().st_size)
        content = table.read_bytes()
        table.write_bytes(b"\0" + content[1:])
    else:
        articles = dict.fromkeys(MANY, (0, 0))
    write_dataset(graph_of(articles), after, base=base, before=before)
    assert quads(after) == expected(graph_of(articles), base)
    assert share_no_file(before, after)


def test_a_digest_tells_every_change_of_what_an_article_graph_holds():
    before = article_digests(graph_of({"a": (0, 0), "b": (2, 1)}))
    after = article_digests(graph_of({"a": (1, 0), "b": (2, 1)}))
    assert before["b"] == after["b"]
    assert before["a"] != after["a"]


def test_no_store_is_written_over_another(tmp_path):
    write_dataset(graph_of(MANY), tmp_path)
    with pytest.raises(OutputError, match="is there already"):
        write_dataset(graph_of(MANY), tmp_path)

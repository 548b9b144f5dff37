"""Each suffix has its writer, and what can't be written is told in one way."""

import re

import pytest

from graphbuild.errors import OutputError
from graphbuild.export.formats import SUFFIXES, write
from graphbuild.iris import DEFAULT_BASE


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_suffix_is_written(small_graph, tmp_path, suffix):
    paths = write(small_graph, tmp_path / f"graph{suffix.upper()}", base=DEFAULT_BASE)
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert all(path.stat().st_size for path in paths)


def test_another_suffix_is_refused_with_the_known_ones(small_graph, tmp_path):
    with pytest.raises(OutputError, match=re.escape(" ".join(SUFFIXES))):
        write(small_graph, tmp_path / "graph.xlsx", base=DEFAULT_BASE)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_missing_folder_is_told(small_graph, tmp_path, suffix):
    path = tmp_path / "missing" / f"graph{suffix}"
    with pytest.raises(OutputError, match=re.escape(f"{path}: can't be written: No such file")):
        write(small_graph, path, base=DEFAULT_BASE)

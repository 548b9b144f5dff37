"""Build the sample articles again and again, each time in another order: is every byte the same?

python tests/benchmarks/soak.py [TIMES]
"""

import random
import resource
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from spacy.language import Language

from graphbuild.articles import read_articles
from graphbuild.conformance import find_violations
from graphbuild.dataset import STORE_FOLDER
from graphbuild.export.formats import SUFFIXES, write
from graphbuild.iris import DEFAULT_BASE
from graphbuild.model import Article
from graphbuild.nlp import load_nlp
from graphbuild.pipeline import build_folder, find_folder_faults
from graphbuild.shapes import read_own_shapes
from graphbuild.store import open_store

ROOT = Path(__file__).parents[2]
TIMES = 10


def main() -> None:
    """Exit with 1 when two builds of the same articles differ, or one has a fault."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    nlp = load_nlp()
    articles = list(read_articles(ROOT / "seeds"))
    expected: dict[str, str] = {}
    for number in range(1, times + 1):
        random.Random(number).shuffle(articles)
        found = digests(articles, nlp)
        differing = [
            name for name in found if found[name] != expected.setdefault(name, found[name])
        ]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{number}: {', '.join(differing) or 'same'}; peak memory {peak}", flush=True)
        if differing:
            sys.exit(1)


def digests(articles: list[Article], nlp: Language) -> dict[str, str]:
    """Return a hash for each file that a build and the exports write."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        graph = build_folder(articles, out, nlp=nlp)
        faults: list[object] = list(find_folder_faults(out))
        faults += find_violations(open_store(out / STORE_FOLDER), read_own_shapes(), {})
        if faults:
            sys.exit("\n".join(map(str, faults)))
        written = [out / "extractions.jsonl"]
        for suffix in SUFFIXES:
            written += write(graph, Path(folder) / f"graph{suffix}", base=DEFAULT_BASE)
        return {path.name: sha256(path.read_bytes()).hexdigest() for path in written}


if __name__ == "__main__":
    main()

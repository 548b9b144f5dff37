"""Kill builds at random moments, while others read: is the folder always whole?

python tests/benchmarks/killing.py [TIMES]

Each time a process that turns the folder to other articles is killed with -9 after a random while.
The folder must then verify, hold the articles of before or of after, and be built to the end by the
next run; a reader that asks all the time must get an answer each time.
"""

import multiprocessing
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from spacy.language import Language

from graphbuild.articles import read_articles
from graphbuild.dataset import STORE_FOLDER
from graphbuild.folder import OUTPUTS
from graphbuild.model import Article
from graphbuild.nlp import load_nlp
from graphbuild.pipeline import build_folder, find_folder_faults, load_graph
from graphbuild.replacement import LOCK_FILE
from graphbuild.store import open_store, run_query

ROOT = Path(__file__).parents[2]
TIMES = 100
FORK = multiprocessing.get_context("fork")
COUNT = "SELECT (COUNT(?article) AS ?n) { ?article a schema:NewsArticle }"


def main() -> None:
    """Exit with 1 when a state is found that is neither the old nor the new one."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    nlp, articles = load_nlp(), list(read_articles(ROOT / "seeds"))
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        build_folder(articles, out, nlp=nlp)
        begun = perf_counter()
        build_folder(articles[1:], out, nlp=nlp)
        usual = perf_counter() - begun
        is_done = FORK.Event()
        reader = FORK.Process(target=read, args=(out, is_done))
        reader.start()
        killed = sum(
            round_of(random.Random(number), articles, out, nlp, usual) for number in range(times)
        )
        is_done.set()
        reader.join()
        if reader.exitcode:
            sys.exit("a reader got no answer")
    print(f"{killed} of {times} builds killed; each left the old or the new state, whole")


def round_of(
    chance: random.Random, articles: list[Article], out: Path, nlp: Language, usual: float
) -> bool:
    """Kill a build of some of the articles; check what it left, and build to the end.

    Returns:
        Whether it was killed before its end.
    """
    before = set(load_graph(out).extractions)
    given = chance.sample(articles, chance.randint(1, len(articles)))
    after = {article.id for article in given}
    writer = FORK.Process(target=build_folder, args=(given, out), kwargs={"nlp": nlp})
    writer.start()
    writer.join(chance.uniform(0, 1.2 * usual))
    writer.kill()
    writer.join()
    if faults := list(find_folder_faults(out)):
        sys.exit("\n".join(map(str, faults)))
    found = set(load_graph(out).extractions)
    if found not in (before, after):
        sys.exit(f"neither {sorted(before)} nor {sorted(after)}, but {sorted(found)}")
    build_folder(given, out, nlp=nlp)
    left = {path.name for path in out.iterdir()}
    if set(load_graph(out).extractions) != after or left != {*OUTPUTS, LOCK_FILE}:
        sys.exit(f"not built to the end: {sorted(left)}")
    return found == before and before != after


def read(out: Path, is_done: "multiprocessing.synchronize.Event") -> None:
    """Ask the store again and again."""
    while not is_done.is_set():
        (row,) = run_query(open_store(out / STORE_FOLDER), COUNT).rows
        if not row[0]:
            sys.exit(1)


if __name__ == "__main__":
    main()

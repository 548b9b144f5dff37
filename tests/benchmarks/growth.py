"""How the cost of what is judged across articles grows: per article at 1,000 and at 10,000.

    python tests/benchmarks/growth.py [EXTRACTIONS.jsonl...]

Multiplies the articles of the files, by default of seeds/, each copy with other names, as more
articles tell of more people. Each step runs at both sizes in one process; 1.0 is linear growth.
"""

import sys
from collections.abc import Callable
from time import process_time
from typing import Any

from multiplied import multiplied, read_base, renamed

from graphbuild.claim_clusters import find_claim_clusters
from graphbuild.claim_links import find_claim_links
from graphbuild.claim_words import statements_in_order
from graphbuild.model import Extraction
from graphbuild.reprints import find_reprints
from graphbuild.resolve import Resolver

SIZES = (1_000, 10_000)


def timed(stage: Callable[[], Any]) -> tuple[Any, float]:
    start = process_time()
    result = stage()
    return result, process_time() - start


def measure(extractions: list[Extraction]) -> dict[str, float]:
    """Return the seconds that each step takes."""
    resolver = Resolver()
    times = {}

    def resolve() -> Any:
        for each in extractions:
            resolver.add(each)
        return resolver.graph()

    graph, times["resolve"] = timed(resolve)
    resolved = graph.extractions.values()
    _, times["reprints"] = timed(lambda: find_reprints(graph.articles))
    statements, times["statements"] = timed(lambda: statements_in_order(resolved))
    clusters, times["claim clusters"] = timed(lambda: find_claim_clusters(statements))
    _, times["claim links"] = timed(lambda: find_claim_links(statements, clusters))
    resolver.add(renamed(extractions[0], len(extractions)))
    _, times["one more article"] = timed(resolver.graph)
    return times


def main(paths: list[str]) -> None:
    """Print the time of each step per article at both sizes, and the ratio."""
    base = read_base(paths)
    measure(base)  # what is slow only the first time
    few, many = (measure(multiplied(base, size)) for size in SIZES)
    print(f"{'ms per article':<20}{SIZES[0]:>10,}{SIZES[1]:>10,}{'ratio':>8}")
    for step in few:
        if step == "one more article":
            print(f"{step:<20}{few[step] * 1000:>9.0f}ms{many[step] * 1000:>8.0f}ms")
            continue
        per = few[step] / SIZES[0] * 1000, many[step] / SIZES[1] * 1000
        print(f"{step:<20}{per[0]:>10.2f}{per[1]:>10.2f}{per[1] / per[0]:>8.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])

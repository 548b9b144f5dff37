import csv

from articles_by_hand import drawn

from graphbuild.export.review_table import COLUMNS, write_review
from graphbuild.judgements import Doubt

ARTICLES = {
    "=1+1": drawn(
        "=1+1",
        "[=cmd()|e1/p] met\n[Novak|e2/p]. Then [=cmd()|e1/p] slept. Rain. Then [=cmd()|e1/p] ate. "
        "Then [=cmd()|e1/p] left.",
    ),
    "b": drawn("b", "[Novak|e1/o] slept.", title="Sleep"),
}


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_doubt_is_a_line_that_no_spreadsheet_runs(tmp_path):
    doubt = Doubt(
        one=("=1+1", "e1"),
        other=("b", "e1"),
        same=True,
        rule="surname",
        score=0.6,
        evidence=("name novak", "with Oslo"),
        weight=5,
    )
    write_review([doubt], ARTICLES, tmp_path / "review.csv")
    (row,) = read(tmp_path / "review.csv")
    assert tuple(row) == COLUMNS
    assert None not in row.values()
    assert row["graph_holds"] == "same"
    assert (row["rule"], row["score"], row["weight"]) == ("surname", "0.6", "5")
    assert row["evidence"] == "name novak; with Oslo"
    assert (row["one_name"], row["one_article"], row["one_type"]) == ("'=cmd()", "'=1+1", "person")
    assert row["one_sentences"] == "'=cmd() met Novak. | Then =cmd() slept. | Then =cmd() ate."
    assert (row["other_name"], row["other_type"]) == ("Novak", "organization")
    assert row["other_sentences"] == "Novak slept."


def test_without_doubts_there_are_columns(tmp_path):
    write_review([], {}, tmp_path / "review.csv")
    assert (tmp_path / "review.csv").read_text("utf-8-sig").strip() == ",".join(COLUMNS)

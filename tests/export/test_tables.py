import csv
from dataclasses import replace

import pytest

from graphbuild.export.tables import COLUMNS, to_tables, write_tables
from graphbuild.graph import KnowledgeGraph


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_have_a_row_for_each(small_graph):
    counts = {name: len(rows) for name, rows in to_tables(small_graph).items()}
    assert counts == {
        "articles": 2,
        "entities": 7,
        "mentions": 12,
        "roles": 2,
        "claims": 6,
        "relations": 2,
        "clusters": 0,
        "claim_links": 0,
        "reprints": 0,
        "merges": 9,
        "doubts": 0,
    }


def test_rows_have_all_columns_in_order(judged_graph):
    for name, rows in to_tables(judged_graph).items():
        assert rows
        assert all(tuple(row) == COLUMNS[name] for row in rows)


def test_a_role_can_be_read_alone(small_graph):
    office, rank = to_tables(small_graph)["roles"]
    assert (rank["name"], rank["kind"], rank["title"]) == ("Sergei Surovikin", "rank", "Gen.")
    assert (rank["held_in"], rank["country"], rank["former"]) == ("Kherson", None, True)
    assert (office["title"], office["held_in"], office["country"]) == ("president", None, "UA")
    assert office["sentence"].startswith("Volodymyr Zelenskyy, the Ukrainian president")


def test_a_claim_can_be_read_alone(small_graph):
    denial = next(row for row in to_tables(small_graph)["claims"] if row["attitude"] == "denial")
    assert denial["publisher"] == "Harbour Courier"
    assert denial["speaker"] == "Volodymyr Zelenskyy"
    assert denial["source"] == "Volodymyr Zelenskyy, the Ukrainian president"
    assert denial["cue"] == "denied"
    assert denial["content"] == "that the army was leaving Kherson"
    assert denial["about"] == "Kherson"
    assert denial["polarity"] == "negative"
    assert denial["negation"] == "denied"
    assert denial["hedges"] == ""
    assert str(denial["sentence"]).endswith("leaving Kherson.")


def test_words_that_lower_the_certainty_are_joined(small_graph):
    rows = [row for row in to_tables(small_graph)["claims"] if row["certainty"] == "possible"]
    assert [row["hedges"] for row in rows] == ["might", "may; reportedly"]


def test_numbers_and_dates_are_values(small_graph):
    row = next(row for row in to_tables(small_graph)["claims"] if row["attitude"] == "estimate")
    assert row["quantities"] == "at least 60000 people; exactly 20 percent"
    assert row["dates"] == "2022-11-08"


def test_split_content_is_joined(small_graph):
    quote = next(row for row in to_tables(small_graph)["claims"] if row["form"] == "direct")
    assert quote["content"] == "“We will save our soldiers,” … “and hold the other bank.”"


def test_offsets_count_in_the_text(small_graph):
    for row in to_tables(small_graph)["mentions"]:
        text = small_graph.extractions[row["article"]].article.text
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["text"] in row["sentence"]


def test_each_table_is_a_file_beside_the_name(small_graph, tmp_path):
    paths = write_tables(small_graph, tmp_path / "news.csv")
    assert [path.name for path in paths] == [f"news-{name}.csv" for name in COLUMNS]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert [len(read(path)) for path in paths] == [2, 7, 12, 2, 6, 2, 0, 0, 0, 9, 0]


def test_excel_sees_utf_8(small_graph, tmp_path):
    paths = write_tables(small_graph, tmp_path / "news.csv")
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in paths)
    assert all("\ufeff" not in row for path in paths for row in read(path))


@pytest.mark.parametrize("name", ["=1+1", "+49", "-2", "@SUM(A1)", '=HYPERLINK("http://a")'])
def test_no_cell_is_a_formula(small_graph, tmp_path, name):
    entities = [replace(each, name=name, lon=-70.5) for each in small_graph.entities.values()]
    graph = KnowledgeGraph(small_graph.extractions.values(), entities)
    paths = write_tables(graph, tmp_path / "news.csv")
    rows = read(paths[1])
    assert {row["name"] for row in rows} == {f"'{name}"}
    assert {row["lon"] for row in rows} == {"-70.5"}


def test_tables_without_rows_have_columns(tmp_path):
    for path in write_tables(KnowledgeGraph((), ()), tmp_path / "news.csv"):
        name = path.stem.removeprefix("news-")
        assert path.read_text("utf-8-sig") == ",".join(COLUMNS[name]) + "\n"


# --- Across articles


def test_a_claim_says_how_many_report_it(judged_graph):
    rows = [row for row in to_tables(judged_graph)["claims"] if row["cluster"]]
    counts = {(row["cluster"], row["articles"], row["independent_sources"]) for row in rows}
    assert counts == {("cluster-0", 2, 1), ("cluster-1", 2, 2)}
    assert [row["cluster_rule"] for row in rows] == ["same-words"] * 4
    alone = next(row for row in to_tables(judged_graph)["claims"] if row["attitude"] == "denial")
    assert (alone["cluster"], alone["articles"], alone["independent_sources"]) == (None, 1, 1)


def test_a_claim_says_when_it_was_said_and_what_its_content_negates(judged_graph):
    rows = to_tables(judged_graph)["claims"]
    assert [row["said"] for row in rows if row["said"]] == ["2022-11-09", "2022-11-11"]
    (negated,) = [row for row in rows if row["content_negation"]]
    assert (negated["content_negation"], negated["polarity"]) == ("never", "positive")
    assert negated["quantities"] == "about 45000 people"


def test_a_link_of_claims_can_be_read_alone(judged_graph):
    rows = {row["kind"]: row for row in to_tables(judged_graph)["claim_links"]}
    denial = rows["contradiction"]
    assert (denial["one_speaker"], denial["other_speaker"]) == (
        "Volodymyr Zelenskyy",
        "Amnesty International",
    )
    assert denial["one_words"] == "denied … the army was leaving"
    assert denial["other_words"] == "the army was leaving"
    assert rows["change"]["one_words"] == "At least 60,000 people"
    assert rows["change"]["other_content"] == "that about 45,000 people had never left the city"


def test_a_cluster_knows_when_it_is_seen(judged_graph):
    first, _ = to_tables(judged_graph)["clusters"]
    assert (first["speaker"], first["claims"]) == ("Sergei Surovikin", 2)
    assert (first["first_seen"], first["last_seen"]) == ("2022-11-09", "2022-11-12")


def test_merges_and_doubts_say_what_decided(judged_graph):
    tables = to_tables(judged_graph)
    assert tables["merges"][0]["evidence"] == f"name {tables['merges'][0]['name'].lower()}"
    doubt, other = tables["doubts"]
    assert (doubt["same"], doubt["one_name"]) == (True, "Sergei Surovikin")
    assert doubt["evidence"] == "name sergei surovikin; with Kherson"
    assert (other["same"], other["evidence"]) == (False, "")


def test_articles_of_one_text_name_the_earliest(judged_graph):
    tables = to_tables(judged_graph)
    assert {row["id"]: row["reprint_group"] for row in tables["articles"]} == {
        "courier-1": "courier-1",
        "herald-3": "courier-1",
        "lantern/2022 11": None,
    }
    assert [row["group_title"] for row in tables["reprints"]] == [
        "Russia orders a pullback from Kherson"
    ] * 2

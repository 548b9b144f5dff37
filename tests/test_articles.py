"""Articles read from files, and what is said about files that can't be read."""

import gzip
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild import ids
from graphbuild.articles import SkippedArticles, fail, read_articles
from graphbuild.errors import ArticleError
from graphbuild.model import Article

BODY = "The mayor said that the bridge would stay shut. Nobody was hurt."
FRONT_MATTER = (
    "---\n"
    "title: The bridge: shut again\n"
    "publisher: 'Valley News'\n"
    "published: 2024-03-01\n"
    "url: https://valley.example/bridge\n"
    "tags:\n"
    "  - roads\n"
    "# a remark\n"
    "\n"
    "---\n"
)
PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>Bridge shut - Valley News</title>'
    '<meta property="og:title" content="Bridge shut">'
    '<meta property="og:site_name" content="Valley News">'
    '<link rel="canonical" href="https://valley.example/bridge">'
    '<meta property="article:published_time" content="2099-03-01T10:00:00Z"></head>'
    "<body><nav><a href='/'>Home</a></nav><article><h1>Bridge shut</h1>"
    + "".join(f"<p>{BODY} This is paragraph {number} of a long report.</p>" for number in range(5))
    + "</article><footer>© Valley News</footer></body></html>"
)


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def json_line(**fields: object) -> str:
    return json.dumps(fields) + "\n"


def read_one(path: Path) -> Article:
    (article,) = read_articles(path)
    return article


def check_error(path: Path, expected: str) -> None:
    """Check that reading *path* says *expected*, where "…" stands for anything."""
    with pytest.raises(ArticleError) as caught:
        list(read_articles(path))
    pattern = re.escape(expected.replace("PATH", str(path))).replace("…", ".*")
    assert re.fullmatch(pattern, str(caught.value)), str(caught.value)


# Plain text


def test_front_matter_gives_the_metadata_and_leaves_the_text(tmp_path):
    article = read_one(write(tmp_path / "a.txt", f"{FRONT_MATTER}\n{BODY}\n\n"))
    assert article == Article(
        id=ids.article_id(
            url="https://valley.example/bridge", publisher=None, title=None, text=BODY
        ),
        text=BODY,
        title="The bridge: shut again",
        url="https://valley.example/bridge",
        publisher="Valley News",
        published="2024-03-01",
    )


def test_given_id_and_language_are_kept(tmp_path):
    path = write(tmp_path / "a.md", f"---\nid: valley-1\nlanguage: en-GB\ntitle:\n---\n{BODY}")
    article = read_one(path)
    assert (article.id, article.language, article.title) == ("valley-1", "en-GB", None)


@pytest.mark.parametrize("tag", ["de", "enm", "uk-UA"])
def test_an_article_in_another_language_is_an_error_and_may_be_skipped(tmp_path, tag):
    path = write(
        tmp_path / "a.jsonl", json_line(text=BODY, language=tag) + json_line(text=f"{BODY} More.")
    )
    check_error(path, f"PATH:1: 'language' is \"{tag}\"…graphbuild reads no other language.")
    assert len(list(read_articles(path, on_error=SkippedArticles()))) == 1


def test_a_page_in_another_language_is_an_error(tmp_path):
    path = write(tmp_path / "a.html", PAGE.replace("en-GB", "fr"))
    check_error(path, "PATH: 'language' is \"fr\"…graphbuild reads no other language.")


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ('"Quoted"', "Quoted"),
        ('"A", said "B"', '"A", said "B"'),
        ("'", "'"),
        ("“Hard”: why", "“Hard”: why"),
    ],
)
def test_quotation_marks_around_a_whole_value_are_removed(tmp_path, value, title):
    assert read_one(write(tmp_path / "a.txt", f"---\ntitle: {value}\n---\n{BODY}")).title == title


@pytest.mark.parametrize(
    "text", ["---\n\nA rule above.", "---\nNot a field\n---\nMore", "----\na: b"]
)
def test_a_horizontal_rule_is_no_front_matter(tmp_path, text):
    assert read_one(write(tmp_path / "a.txt", text)).text == text


def test_front_matter_without_end_is_an_error(tmp_path):
    path = write(tmp_path / "a.txt", f"---\ntitle: x\n\n{BODY}")
    check_error(path, "PATH:1: the front matter has no end. Close it with a line '---'.")


def test_front_matter_line_that_is_no_field_is_an_error(tmp_path):
    path = write(tmp_path / "a.txt", f"---\ntitle: x\nloose words\n---\n{BODY}")
    check_error(path, "PATH:3: front matter expects 'key: value' on each line.")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bridge shut: who is to blame?\n\nBody text.", "Bridge shut: who is to blame?"),
        ("# Bridge shut\n\nBody text.", "Bridge shut"),
        ("Bridge shut\nBody text follows at once.", None),
        ("The bridge is shut.\n\nMore body.", None),
        ("“The bridge is shut.”\n\nMore body.", None),
        ("https://valley.example/bridge\n\nBody text.", None),
        ("Bridge shut", None),
        ("long " * 41 + "\n\nBody text.", None),
    ],
)
def test_title_is_a_first_line_set_apart(tmp_path, text, title):
    article = read_one(write(tmp_path / "a.txt", text))
    assert article.title == title
    assert article.text == text


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode("cp1252"),
    ],
)
def test_encodings_and_line_ends_make_the_same_text(tmp_path, encode):
    text = "“Schluß!”\n\nThe café’s owner said – twice – that he’d had enough."
    assert read_one(write(tmp_path / "a.txt", encode(text))).text == text


def test_text_is_not_normalised(tmp_path):
    text = "Cafe\u0301 — \u212b"
    assert read_one(write(tmp_path / "a.txt", text)).text == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "PATH: empty 'text'. Each article needs a 'text'; …"),
        (b"---\ntitle: x\n---\n \n", "PATH: empty 'text'. …"),
        (b"a\x93b\x81", "PATH: neither UTF-8 nor cp1252 at byte 3. Save it as UTF-8."),
        (b"GIF\x00", "PATH: NUL at byte 3, so not text. …"),
        (b"\xff\xfea", "PATH: neither UTF-8 nor utf-16 at byte 2. Save it as UTF-8."),
        ("é–“ü”".encode()[:-1], "PATH: damaged UTF-8 at byte 10. Save it again as UTF-8."),
    ],
)
def test_what_is_no_text_is_an_error(tmp_path, content, message):
    check_error(write(tmp_path / "a.txt", content), message)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("published: 1 March 2024", "PATH:2: 'published' is \"1 March 2024\". Expected an ISO …"),
        ("url: valley.example", "PATH:2: 'url' is \"valley.example\". Expected an absolute …"),
        ("url: javascript:alert(1)", "PATH:2: 'url' is …"),
        ("url: http://[x/", "PATH:2: 'url' is …"),
        ("id: Q42", "PATH:2: 'id' is \"Q42\". Expected an id that …"),
        (
            "language: English (UK)",
            "PATH:2: 'language' is … Expected a tag of English, such as en or…",
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_line(tmp_path, line, message):
    check_error(write(tmp_path / "a.txt", f"---\n{line}\n---\n{BODY}"), message)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2024-03-01", "2024-03-01"),
        ("20240301", "2024-03-01"),
        ("2024-03-01T10:00:00+01:00", "2024-03-01T10:00:00+01:00"),
        ("2024-03-01 10:00Z", "2024-03-01T10:00:00+00:00"),
    ],
)
def test_dates_come_out_in_one_format(tmp_path, published, expected):
    path = write(tmp_path / "a.jsonl", json_line(text=BODY, published=published))
    assert read_one(path).published == expected


# JSON Lines


def test_json_text_is_kept_exactly(tmp_path):
    text = "\ufeff \r\nTwo  spaces\u2028and 📍\r\n\n"
    assert read_one(write(tmp_path / "a.jsonl", json_line(id="x", text=text))).text == text


def test_json_lines_may_be_blank_marked_compressed_and_differently_called(tmp_path):
    content = "\ufeff" + json_line(id="a", text="A") + "\r\n\n" + json_line(text="B", id=None)
    write(tmp_path / "1.jsonl", content)
    write(tmp_path / "2.ndjson", content.replace('"a"', '"b"').replace("B", "C"))
    write(tmp_path / "3.JSONL.gz", gzip.compress(json_line(id="c", text="D", extra=1).encode()))
    assert [article.text for article in read_articles(tmp_path)] == ["A", "B", "A", "C", "D"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "v-1"}', "PATH:1: no 'text' in article 'v-1'. Each article needs a 'text'; …"),
        ('{"text": "\\n "}', "PATH:1: empty 'text'. …"),
        ('{"text": 1}', "PATH:1: 'text' is 1. Expected a string."),
        ('{"text": "a", "title": ["b"]}', "PATH:1: 'title' is a list. Expected a string."),
        ('{"text": "a\\u0000b", "id": "v"}', "PATH:1: a NUL character at offset 1 in article 'v'…"),
        ('{"text": "\\ud800"}', "PATH:1: 'text' is … Expected whole characters, …"),
        ('{"text": "a", "id": " "}', "PATH:1: 'id' is \" \". Expected an id that isn't blank …"),
        ("[1]", "PATH:1: a list. Each line needs one JSON object."),
        ("{", "PATH:1: not JSON: … Each line needs one JSON object."),
        ("[" * 100_000, "PATH:1: not JSON: … Each line needs one JSON object."),
        (b'{"text": "\xe9"}', "PATH:1: not UTF-8 at byte 10 of the line. …"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, message):
    check_error(write(tmp_path / "a.jsonl", line), message)


def test_broken_gzip_loses_only_what_follows(tmp_path):
    lines = "".join(json_line(id=f"n{number}", text=str(number) * 99) for number in range(2000))
    write(tmp_path / "a.jsonl.gz", gzip.compress(lines.encode())[:-2000])
    write(tmp_path / "b.jsonl.gz", b"not gzip")
    write(tmp_path / "c.txt", BODY)
    skipped = SkippedArticles()
    articles = list(read_articles(tmp_path, on_error=skipped))
    assert len(skipped) == 2
    assert all("can't be read" in message for message in skipped.messages)
    assert articles[-1].text == BODY
    assert len(articles) > 1


# HTML


def test_html_gives_main_text_and_metadata(tmp_path):
    article = read_one(write(tmp_path / "a.html", PAGE))
    assert (article.title, article.publisher) == ("Bridge shut", "Valley News")
    assert (article.url, article.published) == ("https://valley.example/bridge", "2099-03-01")
    assert article.language == "en-GB"
    assert article.text.count(BODY) == 5
    assert "Home" not in article.text
    assert "©" not in article.text


def test_html_may_declare_its_encoding(tmp_path):
    page = PAGE.replace("<head>", '<head><meta charset="windows-1250">').replace("mayor", "řídicí")
    assert "řídicí" in read_one(write(tmp_path / "a.htm", page.encode("cp1250"))).text


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8"])
def test_html_declarations_that_browsers_know_better_are_windows_1252(tmp_path, charset):
    page = PAGE.replace("<head>", f'<head><meta charset="{charset}">').replace("mayor", "“mayor”")
    assert "“mayor”" in read_one(write(tmp_path / "a.htm", page.encode("cp1252"))).text


@pytest.mark.parametrize("page", ["", "<html></html>", "<p>", "<div>" * 20_000])
def test_html_without_article_is_an_error(tmp_path, page):
    check_error(write(tmp_path / "a.html", page), "PATH: no article text in this page. …")


@pytest.mark.parametrize("charset", ["klingon", "hex", "undefined"])
def test_html_with_unusable_encoding_is_an_error(tmp_path, charset):
    page = f"<meta charset={charset}><p>".encode() + b"\xe9"
    check_error(write(tmp_path / "a.html", page), f"PATH: … unusable encoding '{charset}'. …")


# Files and folders


def test_a_folder_is_read_below_in_order_without_hidden_files_and_readmes(tmp_path):
    for name in ("b/2.txt", "b/1.txt", "a.txt", "README.md", ".hidden.txt", ".git/x.txt", "z.pdf"):
        write(tmp_path / name, name)
    assert [each.text for each in read_articles(tmp_path)] == ["a.txt", "b/1.txt", "b/2.txt"]


def test_a_file_named_twice_is_read_once(tmp_path):
    path = write(tmp_path / "a.txt", BODY)
    (tmp_path / "link.txt").symlink_to(path)
    assert len(list(read_articles(tmp_path, path, str(path)))) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("absent.txt", "PATH: can't be read: No such file or directory. Check the path …"),
        ("a.pdf", "PATH: unknown kind of file. Expected a file ending in .txt, …"),
        ("empty", "PATH: no articles in this folder. Expected a file ending in .txt, …"),
        ("a" * 300, "PATH: can't be read: File name too long. Check the path …"),
        ("pipe.txt", "PATH: neither a file nor a folder. Give the path of one."),
    ],
)
def test_a_path_that_cannot_be_read_is_an_error(tmp_path, name, message):
    write(tmp_path / "a.pdf", "%PDF")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    check_error(tmp_path / name, message)


def test_articles_come_one_at_a_time(tmp_path):
    articles = read_articles(
        write(tmp_path / "a.jsonl", json_line(id="a", text="A") + "nonsense"), on_error=fail
    )
    assert next(articles).id == "a"
    with pytest.raises(ArticleError):
        next(articles)


# Ids


def test_the_same_id_twice_names_both_places(tmp_path):
    path = write(tmp_path / "a.jsonl", json_line(id="v", text="A") + json_line(id="v", text="B"))
    check_error(
        path,
        "PATH:2: article 'v' has the id, but not the content, of the one in PATH:1. …",
    )


def test_the_same_article_twice_says_so(tmp_path):
    path = write(tmp_path / "a.jsonl", json_line(text="A") * 2)
    check_error(path, "PATH:2: article '…' is the same, word for word, as in PATH:1. …")


def test_skipping_loses_only_the_wrong_articles(tmp_path):
    lines = [json_line(id="a", text="A"), "{\n", json_line(id="a", text="B"), json_line(text="C")]
    write(tmp_path / "a.jsonl", "".join(lines))
    write(tmp_path / "b.txt", b"\0")
    write(tmp_path / "c.txt", "D")
    skipped = SkippedArticles()
    texts = [each.text for each in read_articles(tmp_path, tmp_path / "no", on_error=skipped)]
    assert texts == ["A", "C", "D"]
    places = [message.removeprefix(f"{tmp_path}/").split(": ")[0] for message in skipped.messages]
    assert places == ["a.jsonl:2", "a.jsonl:3", "b.txt", "no"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_comes_back_from_json_lines(tmp_path_factory, text):
    path = write(tmp_path_factory.mktemp("any") / "a.jsonl", json_line(text=text))
    skipped = SkippedArticles()
    texts = [each.text for each in read_articles(path, on_error=skipped)]
    assert texts == ([text] if text.strip() else [])


@given(st.binary(max_size=300))
def test_any_bytes_are_an_article_or_an_article_error(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    for suffix in ("txt", "html", "jsonl", "jsonl.gz"):
        write(folder / f"a.{suffix}", content)
    skipped = SkippedArticles()
    articles = list(read_articles(folder, on_error=skipped))
    assert all(article.text.encode() for article in articles)


def test_a_text_longer_than_the_parser_takes_is_an_error_and_may_be_skipped(tmp_path):
    path = write(tmp_path / "long.txt", "word " * 200_001)
    check_error(path, "PATH: 1,000,004 characters. Expected at most 1,000,000…split it.")
    skipped = SkippedArticles()
    write(tmp_path / "short.txt", "A word.")
    assert [each.text for each in read_articles(tmp_path, on_error=skipped)] == ["A word."]
    assert len(skipped) == 1


# ------------------------------------------------------------------ when they were published
DATED = "Wednesday, November 9, 2022\n\nThe ferry sank in the harbour."


def test_the_day_that_a_text_begins_with_is_that_of_publication(tmp_path):
    (tmp_path / "a.txt").write_text(DATED)
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": DATED, "title": "Ferry"}))
    for name in ("a.txt", "b.jsonl"):
        (article,) = read_articles(tmp_path / name)
        assert article.published == "2022-11-09"
        assert article.text == DATED
        assert article.title == {"a.txt": None, "b.jsonl": "Ferry"}[name]


def test_a_date_that_is_given_goes_before_the_texts(tmp_path):
    (tmp_path / "a.txt").write_text(f"---\npublished: 2022-11-10\n---\n{DATED}")
    (article,) = read_articles(tmp_path / "a.txt")
    assert article.published == "2022-11-10"


def test_an_old_page_has_its_date(tmp_path):
    (tmp_path / "a.html").write_text(
        "<html lang=en><head><title>Ferry sinks</title>"
        '<meta property="article:published_time" content="1985-03-04T23:30:00-05:00"></head>'
        "<body><article><p>The ferry sank in the harbour of Northport on its way to the island, "
        "said Ann Lee, who is the mayor of the town.</p></article></body></html>"
    )
    (article,) = read_articles(tmp_path / "a.html")
    assert article.published == "1985-03-04"

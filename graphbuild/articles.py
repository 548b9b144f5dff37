"""Articles from plain text, HTML and JSON Lines files.

Text, Markdown and HTML files hold one article each, JSON Lines files one on each line. Text comes
from UTF-8 (with or without a byte order mark), UTF-16 with a byte order mark, or else Windows-1252.
"""

import codecs
import gzip
import json
import logging
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graphbuild import ids
from graphbuild.datelines import find_dateline
from graphbuild.errors import ArticleError
from graphbuild.model import Article

if TYPE_CHECKING:
    from trafilatura.settings import Document

FIELDS = ("id", "text", "title", "url", "publisher", "published", "language")
# What a person decided on the articles beside it; no article.
DECISIONS_FILE = "decisions.yaml"
TITLE_LENGTH = 200
MAX_LENGTH = 1_000_000

FENCE = "---"
KEY_VALUE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
NESTED = re.compile(r"\s|#|-\s|$")
BODY_ENDING = re.compile(r"[.…,;:]['\"’”»)\]]*$")
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
ENGLISH_TAG = re.compile(r"en(-[A-Za-z0-9]{1,8})*", re.IGNORECASE)
# What browsers take for Windows-1252, and UTF-8, which is tried anyway.
WINDOWS_1252_IN_DISGUISE = {"iso-8859-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8"}
SURROGATE = re.compile("[\ud800-\udfff]")
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)

# What trafilatura has to say about a page is said by our error, unless the user set up logging.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

Policy = Callable[[ArticleError], None]


def fail(error: ArticleError) -> None:
    """Stop at the first article that can't be read."""
    raise error


@dataclass
class SkippedArticles:
    """A policy that leaves out what can't be read, and remembers why.

    >>> skipped = SkippedArticles()
    >>> articles = list(read_articles(on_error=skipped))
    >>> len(skipped), skipped.messages
    (0, [])
    """

    messages: list[str] = field(default_factory=list)

    def __call__(self, error: ArticleError) -> None:
        self.messages.append(str(error))

    def __len__(self) -> int:
        return len(self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """An article as it stands in its file, not yet checked.

    Attributes:
        where: File, or file and line.
        lines: Where a field stands, if not there.
    """

    where: str
    fields: Mapping[str, object]
    lines: Mapping[str, str] = field(default_factory=dict)

    def fault(self, name: str, expected: str) -> ArticleError:
        """Return the error that says what is wrong with the field called *name*."""
        found = _shown(self.fields.get(name))
        return ArticleError(
            f"{self.lines.get(name, self.where)}: '{name}' is {found}. Expected {expected}."
        )


def read_articles(*paths: str | Path, on_error: Policy = fail) -> Iterator[Article]:
    """Yield the articles in files and folders, one at a time.

    A folder stands for every file in it and below that has one of the suffixes ``.txt``, ``.md``,
    ``.html``, ``.htm``, ``.jsonl``, ``.ndjson``, ``.jsonl.gz`` and ``.ndjson.gz``, sorted by path,
    without hidden ones and without readmes. A file that is named twice is read once; decisions on
    articles (``decisions.yaml``) are none themselves.

    Text of JSON Lines is kept exactly as it is. Of a text file, the byte order mark, the front
    matter and the white space around the text are removed, and lines end in a line feed.

    Where nothing else tells when an article was published, the day that its text begins with does.

    Args:
        paths: Files and folders.
        on_error: What to do about an article that can't be read: ``fail``, or a
            ``SkippedArticles``, which loses no other article than that one.

    Yields:
        Articles with different ids.

    Raises:
        ArticleError: From ``fail``; it names the file and, where there is one, the line.
    """
    places: dict[str, tuple[str, str]] = {}
    for record in _records(paths):
        try:
            if isinstance(record, ArticleError):
                raise record
            article = _to_article(record)
            _check_new(article, record.where, places)
        except ArticleError as error:
            on_error(error)
        else:
            yield article


# Files


def _records(paths: Iterable[str | Path]) -> Iterator[_Record | ArticleError]:
    """Yield what the files hold; a file that can't be read on ends in an error."""
    seen: set[Path] = set()
    for path in _files(map(Path, paths)):
        if isinstance(path, ArticleError):
            yield path
        elif (real := Path(os.path.realpath(path))) not in seen:
            seen.add(real)
            yield from _file_records(path)


def _files(paths: Iterable[Path]) -> Iterator[Path | ArticleError]:
    for path in paths:
        try:
            is_folder = path.is_dir()
        except OSError as error:
            yield _unreadable(path, error)
            continue
        if is_folder:
            yield from _folder_files(path)
        elif path.name != DECISIONS_FILE:
            yield path


def _folder_files(folder: Path) -> Iterator[Path | ArticleError]:
    """Yield the files to read in and below *folder*, and its subfolders that can't be read."""
    unreadable: list[OSError] = []
    found = sorted(
        Path(parent, name)
        for parent, folders, names in os.walk(folder, onerror=unreadable.append)
        for name in _visible(folders, names)
        if _suffix(Path(name)) in READERS and Path(name).stem.lower() != "readme"
    )
    yield from (_unreadable(Path(error.filename), error) for error in unreadable)
    if not found and not unreadable:
        yield ArticleError(
            f"{folder}: no articles in this folder. Expected {_expected_suffixes()}."
        )
    yield from found


def _visible(folders: list[str], names: list[str]) -> list[str]:
    """Return the *names* that aren't hidden, and keep hidden *folders* from being visited."""
    folders[:] = [name for name in folders if not name.startswith(".")]
    return [name for name in names if not name.startswith(".")]


def _file_records(path: Path) -> Iterator[_Record | ArticleError]:
    try:
        yield from _reader(path)(path)
    except ArticleError as error:
        yield error
    except (OSError, EOFError, zlib.error) as error:
        yield _unreadable(path, error)


def _reader(path: Path) -> "Reader":
    """Return the reader for the suffix of *path*, a regular file."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ArticleError(f"{path}: neither a file nor a folder. Give the path of one.")
    if reader := READERS.get(_suffix(path)):
        return reader
    raise ArticleError(f"{path}: unknown kind of file. Expected {_expected_suffixes()}.")


def _suffix(path: Path) -> str:
    name = path.name.lower()
    return Path(name.removesuffix(".gz")).suffix + (".gz" if name.endswith(".gz") else "")


def _expected_suffixes() -> str:
    return "a file ending in " + ", ".join(READERS)


def _unreadable(path: Path, error: Exception) -> ArticleError:
    reason = getattr(error, "strerror", None) or str(error)
    return ArticleError(f"{path}: can't be read: {reason}. Check the path and the file.")


# JSON Lines


def _json_lines_records(path: Path) -> Iterator[_Record | ArticleError]:
    with path.open("rb") as lines:
        yield from _line_records(path, lines)


def _gzip_records(path: Path) -> Iterator[_Record | ArticleError]:
    with gzip.open(path, "rb") as lines:
        yield from _line_records(path, lines)


def _line_records(path: Path, lines: Iterable[bytes]) -> Iterator[_Record | ArticleError]:
    for number, line in enumerate(lines, start=1):
        where = f"{path}:{number}"
        content = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if content.strip():
            yield _line_record(content, where)


def _line_record(line: bytes, where: str) -> _Record | ArticleError:
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return ArticleError(
            f"{where}: not UTF-8 at byte {error.start} of the line. Convert the file to UTF-8."
        )
    except (ValueError, RecursionError) as error:
        return ArticleError(f"{where}: not JSON: {error}. Each line needs one JSON object.")
    if not isinstance(fields, dict):
        return ArticleError(f"{where}: {_shown(fields)}. Each line needs one JSON object.")
    return _Record(where=where, fields=fields)


# Plain text and Markdown


def _text_records(path: Path) -> Iterator[_Record]:
    text = _decode(path.read_bytes(), path)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    length = _front_matter_length(lines, path)
    body = "\n".join(lines[length:]).strip()
    if length:
        fields, places = _front_matter(lines[1 : length - 1], path)
    else:
        fields, places = {"title": _first_line_title(body)}, {}
    yield _Record(where=str(path), fields={**fields, "text": body}, lines=places)


def _front_matter_length(lines: list[str], path: Path) -> int:
    """Return how many lines, fences included, the front matter takes; 0 if there is none.

    A text may begin with a horizontal rule, so the line after the fence must look like a field.
    """
    if lines[0].rstrip() != FENCE or len(lines) < 2 or not KEY_VALUE.fullmatch(lines[1].rstrip()):
        return 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return number + 1
    raise ArticleError(f"{path}:1: the front matter has no end. Close it with a line '{FENCE}'.")


def _front_matter(lines: list[str], path: Path) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the fields between the fences, and the place of each; nested ones are left out."""
    fields = {}
    places = {}
    for number, line in enumerate(lines, start=2):
        if match := KEY_VALUE.fullmatch(line.rstrip()):
            name = match[1].lower()
            fields[name] = _unquoted(match[2] or "") or None
            places[name] = f"{path}:{number}"
        elif not NESTED.match(line):
            raise ArticleError(f"{path}:{number}: front matter expects 'key: value' on each line.")
    return fields, places


def _unquoted(value: str) -> str:
    """Return a value of the front matter without quotation marks around the whole of it."""
    value = value.strip()
    inner = value[1:-1]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" and value[0] not in inner:
        return inner
    return value


def _first_line_title(text: str) -> str | None:
    """Return the first line if it is set apart and doesn't read like a sentence of the body."""
    line, _, rest = text.partition("\n")
    title = line.lstrip("# ").strip()
    is_apart = rest.partition("\n")[0].strip() == "" and rest.strip() != ""
    is_body = len(title) >= TITLE_LENGTH or BODY_ENDING.search(title) or WEB_ADDRESS.match(title)
    is_title = is_apart and not is_body and find_dateline(title) is None
    return title or None if is_title else None


# HTML


def _html_records(path: Path) -> Iterator[_Record]:
    html = _decode(path.read_bytes(), path, _declared_charset)
    page = _main_content(html)
    if page is None or not page.text:
        raise ArticleError(f"{path}: no article text in this page. Save the text as .txt instead.")
    yield _Record(
        where=str(path),
        fields={
            "text": page.text.strip(),
            "title": page.title,
            "url": page.url if page.url and _is_web_address(page.url) else None,
            "publisher": page.sitename,
            "published": page.date,
            "language": page.language,
        },
    )


def _main_content(html: str) -> "Document | None":
    """Return the main text and the metadata of a page; the same for the same page, always."""
    from trafilatura import bare_extraction, load_html  # takes a third of a second

    tree = load_html(html)
    if tree is None:
        return None
    language = tree.get("lang", "")
    page = bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        # The default for the latest date is today: the same page would change with the clock.
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            # The default for the earliest is 1995: archives have older articles.
            "min_date": "1800-01-01",
            "max_date": "9999-12-31",
        },
    )
    if page is None or isinstance(page, dict):
        return None
    page.language = language if LANGUAGE_TAG.fullmatch(language) else None
    return page


def _declared_charset(data: bytes) -> str | None:
    """Return the encoding that a page declares at its beginning, if that tells more than ours."""
    match = META_CHARSET.search(data[:2048])
    charset = match[1].decode("ascii", "replace").lower() if match else None
    return None if charset in WINDOWS_1252_IN_DISGUISE else charset


# Encodings


def _no_charset(_data: bytes) -> None:
    """Plain text declares no encoding."""


def _decode(
    data: bytes, path: Path, declared_charset: Callable[[bytes], str | None] = _no_charset
) -> str:
    """Return the text of a file, by the first encoding that certainly fits."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as("utf-16", data, path)
    if b"\0" in data:
        raise ArticleError(
            f"{path}: NUL at byte {data.index(0)}, so not text. If it is, save it as UTF-8."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _check_not_damaged(data, path, error.start)
    return _decode_as(declared_charset(data) or "cp1252", data, path)


def _check_not_damaged(data: bytes, path: Path, offset: int) -> None:
    """Refuse UTF-8 with a few bad bytes; as Windows-1252 it would silently become nonsense."""
    characters = [each for each in data.decode("utf-8", "replace") if each > "\x7f"]
    if characters.count("\ufffd") * 2 < len(characters):
        raise ArticleError(f"{path}: damaged UTF-8 at byte {offset}. Save it again as UTF-8.")


def _decode_as(charset: str, data: bytes, path: Path) -> str:
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{path}: neither UTF-8 nor {charset} at byte {error.start}. Save it as UTF-8."
        ) from error
    except (LookupError, UnicodeError) as error:
        raise ArticleError(
            f"{path}: declares the unusable encoding '{charset}'. Save it as UTF-8."
        ) from error


# Checks


def _to_article(record: _Record) -> Article:
    """Return the article of a record whose fields all hold what they should."""
    given = {name: _checked(record, name) for name in FIELDS}
    text = _text(record, given["text"])
    url, publisher, title = given["url"], given["publisher"], given["title"]
    return Article(
        id=given["id"] or ids.article_id(url=url, publisher=publisher, title=title, text=text),
        text=text,
        title=title,
        url=url,
        publisher=publisher,
        published=_iso(given["published"]) if given["published"] else find_dateline(text),
        language=given["language"] or "en",
    )


def _checked(record: _Record, name: str) -> str | None:
    """Return a field that is text, or None if it is missing or null."""
    value = record.fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise record.fault(name, "a string")
    if SURROGATE.search(value):
        raise record.fault(name, "whole characters, without half of a surrogate pair")
    if name in CHECKS and not CHECKS[name][0](value):
        raise record.fault(name, CHECKS[name][1])
    return value


def _text(record: _Record, text: str | None) -> str:
    name = record.fields.get("id")
    of_article = f" in article '{name}'" if isinstance(name, str) else ""
    if text is None or not text.strip():
        absence = "no 'text'" if text is None else "empty 'text'"
        raise ArticleError(
            f"{record.where}: {absence}{of_article}. Each article needs a 'text'; 'id', 'title', "
            "'url', 'publisher', 'published' and 'language' are optional."
        )
    if len(text) > MAX_LENGTH:
        raise ArticleError(
            f"{record.where}: {len(text):,} characters{of_article}. Expected at most "
            f"{MAX_LENGTH:,}, as the parser takes no more; split it."
        )
    if "\0" in text:
        raise ArticleError(
            f"{record.where}: a NUL character at offset {text.index(chr(0))}{of_article}. "
            "Expected text without it; replace it, for instance by a space."
        )
    return text


def _iso(published: str) -> str:
    """Return an ISO 8601 date, or date and time, in the extended format.

    >>> _iso("2022-11-12 18:40Z")
    '2022-11-12T18:40:00+00:00'
    """
    try:
        return date.fromisoformat(published).isoformat()
    except ValueError:
        return datetime.fromisoformat(published).isoformat()


def _is_iso(published: str) -> bool:
    try:
        return bool(_iso(published))
    except ValueError:
        return False


def _is_web_address(url: str) -> bool:
    try:
        return bool(WEB_ADDRESS.fullmatch(url) and urlsplit(url).netloc)
    except ValueError:
        return False


def _is_free_id(article: str) -> bool:
    return bool(article.strip()) and "\0" not in article and not ids.is_reserved(article)


def _check_new(article: Article, where: str, places: dict[str, tuple[str, str]]) -> None:
    """Refuse an article whose id another one has, and remember its place."""
    fingerprint = ids.digest(*map(repr, astuple(article)))
    other_place, other_fingerprint = places.setdefault(article.id, (where, fingerprint))
    if other_place == where:
        return
    if other_fingerprint == fingerprint:
        raise ArticleError(
            f"{where}: article '{article.id}' is the same, word for word, as in {other_place}. "
            "Remove one of the two."
        )
    raise ArticleError(
        f"{where}: article '{article.id}' has the id, but not the content, of the one in "
        f"{other_place}. Give one of the two another id, or remove it."
    )


def _shown(value: object) -> str:
    """Return a JSON value as a message shows it: short, and on one line."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    shown = json.dumps(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


CHECKS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "id": (
        _is_free_id,
        "an id that isn't blank and isn't like an entity's or a claim's ('Q42', 'person-…')",
    ),
    "url": (_is_web_address, "an absolute web address, such as https://news.example/story"),
    "published": (
        _is_iso,
        "an ISO 8601 date, or date and time, such as 2022-11-09 or 2022-11-09T18:40:00+01:00",
    ),
    "language": (
        lambda tag: bool(ENGLISH_TAG.fullmatch(tag)),
        "a tag of English, such as en or en-GB: graphbuild reads no other language",
    ),
}

Reader = Callable[[Path], Iterator[_Record | ArticleError]]
READERS: Mapping[str, Reader] = {
    ".txt": _text_records,
    ".md": _text_records,
    ".html": _html_records,
    ".htm": _html_records,
    ".jsonl": _json_lines_records,
    ".ndjson": _json_lines_records,
    ".jsonl.gz": _gzip_records,
    ".ndjson.gz": _gzip_records,
}

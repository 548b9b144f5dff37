"""Parts of a text that aren't the article: teasers, credits, bylines, calls to subscribe.

What is marked isn't extracted from, so a line is marked only if nothing else can be meant; a line
that may be the article's own stays.
"""

import re
from collections.abc import Iterator

from graphbuild.model import Span, Spans

LONGEST_LINE = 400
LONGEST_TEASER = 160
BYLINE_DEPTH = 6

LINE = re.compile(r"[^\n]+")
BULLET = re.compile(r"[-–—•*·▪►»>]\s")
SENTENCE_ENDING = re.compile(r"[.…]['\"’”»)\]]*$")


def _rule(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Words that a list of people and places may be written with; case matters in them.
PROPER = r"[^\W\d_a-z][\w.'’-]*"
PEOPLE = rf"{PROPER}(?:,?[ ]+(?:(?:and|in|from|at|for|the|of|de|van|von|al|&)[ ]+)*{PROPER})*"
CREW = r"(?i:(?:additional )?(?:reporting|writing|editing)(?: and (?:writing|editing))?)"

CREDITS = (
    re.compile(rf"[-–—(\[ ]*(?i:with )?{CREW} (?:by|from) {PEOPLE}"
               rf"(?:[;,.] {CREW} by {PEOPLE})*[.)\] ]*"),
    re.compile(rf"[-–—(\[ ]*{PEOPLE} (?:also )?contributed "
               rf"(?:(?:additional )?reporting|to this (?:story|report|article|post))"
               rf"(?: from {PEOPLE})?(?:\. {PEOPLE} reported from {PEOPLE})?[.)\] ]*"),
    re.compile(rf"Contributing: {PEOPLE}\.?"),
    re.compile(r"(?:(?:AP|AFP|EPA) )?(?:Photo|Image|Picture)s?(?: credits?)?[:/] ?[^:?!]{2,70}"),
    re.compile(rf"\(?(?:Photo|Photograph|Image|Picture)s? by:? {PEOPLE}(?:/{PEOPLE})*[.)]*"),
    re.compile(rf"Image copyright {PEOPLE}"),
    re.compile(rf"\(?(?:{PEOPLE}(?:/| via ))*Getty(?: Images)?[.)]*"),
    re.compile(rf"\(?{PEOPLE}(?:/| via )(?:AFP|AP|EPA|Reuters|REUTERS|Shutterstock)[.)]*"),
)  # fmt: skip
CALLS = _rule(
    r"\(?sign up (?:for|to|here|now|today|below)\b.*",
    r"\(?subscribe (?:to|now|here|today)\b.*",
    r"for more[^,.]{0,60}, (?:sign up|subscribe|download|follow|visit|click|go to)\b.*",
    r"\W?follow (?:us\b|@\w|[^,.:]{2,60} on (?:twitter|x|facebook|instagram|telegram)\b).{0,120}",
    r"(?:like|find|join) us on (?:twitter|x|facebook|instagram|telegram|whatsapp)\b.{0,80}",
    r"click here\b.{0,100}",
    r"(?:watch|listen to) [^,\"“”]{0,80}\b(?:below|above|here)[.:! ]*",
    r"read (?:more|on|it all|the rest|the full \w+)"
    r"(?: here| (?:here|at|on|in|from|of) [^,\"“”]{1,80})?[.…» ]*",
    r"(?:read (?:more|also|next)|also read|see also|related(?: \w+)?|more) ?: ?.{0,200}",
)
PAGE = _rule(
    r"(?:share|tweet|print|e-?mail|advertisement|comments?|share this(?: \w+)?)[:. ]*",
    r"(?:share|tweet|click to share) (?:this )?(?:\w+ )?(?:on|via) "
    r"(?:twitter|x|facebook|whatsapp|e-?mail)\b.{0,40}",
    r"(?:we|this (?:web)?site|our (?:web)?site) uses? cookies\b.*",
    r"by (?:continuing to (?:use|browse)|using) (?:this|our) (?:web)?site\b.*",
    r"accept (?:all )?cookies",
    r"(?:copyright )?(?:©|\(c\) ?(?:19|20)\d\d).*",
    r"copyright (?:19|20)\d\d.*",
    r"(?:.{0,200}[.,|] )?all rights reserved(?:\.| ?\|.*|\. .*)?",
    r"(?:https?://|www\.)\S+",
    r"(?:<[^<>]{1,300}>\s*)+\.?",
)
STAMP = _rule(
    r"(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?[: ]"
    r"(?:[\s,.:/|–-]|\d|a\.?m|p\.?m|[ecmpgib]s?[dtm]t?\b|utc|at\b|on\b"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b)+"
)
BYLINE = re.compile(
    rf"(?:By|BY) {PROPER}(?:[ ]{PROPER}){{1,3}}(?:,? (?:and|AND) {PROPER}(?:[ ]{PROPER}){{1,3}})?"
    rf"(?:(?:,| for| in)[ ]{PEOPLE})?\.?"
)
SOURCE = re.compile(r"(?:Sources?:|Via:|SOURCE:?) [^.?!:]{2,60}\.?")
FOOTER_HEADING = _rule(
    r"(?:you )?(?:may|might) also (?:like|enjoy|interest you|be interested in)",
    r"(?:other|more) (?:stories|articles|news|posts)(?: (?:of|from|by|on|about|in) .{1,60})?",
    r"(?:other|more) (?:stories|articles|news) .{0,60}(?:may|might|could) interest you",
    r"more (?:on this(?: story| topic)?|from [^,.]{1,40})",
    r"related (?:articles?|stories|story|news|links?|content|posts?|topics|coverage|reading)",
    r"(?:read|see) (?:also|more|next)|also (?:read|see)|what to read next|further reading",
    r"recommended (?:for you|stories|articles|reading)|editors?['’]?s? (?:picks?|choice)",
    r"most (?:read|popular|viewed|shared)(?: (?:stories|articles|news))?",
    r"(?:from )?around the web|(?:promoted|sponsored) (?:stories|content)|don['’]t miss",
)
LAST_HEADING = _rule(  # in the middle of an article these might be its own
    r"related|recommended|trending(?: now)?|popular(?: now)?|sources|references|external links"
)


def find_boilerplate(text: str) -> Spans:
    r"""Return where *text* isn't the article's own, in order; spans neither touch nor overlap.

    Whole lines are marked. A heading such as "You may also like" takes everything below it along
    if that is teasers to the end, and otherwise the bulleted teasers that follow it.

    >>> find_boilerplate("The bridge is closed.\n\nYou may also like\n\n– Ten soups for autumn")
    ((23, 64),)
    """
    stripped = (_stripped(match.group(), match.start()) for match in LINE.finditer(text))
    spans = [(start, end) for start, end in stripped if start < end]
    lines = [text[start:end] for start, end in spans]
    marked = [_is_boilerplate(line, index) for index, line in enumerate(lines)]
    _mark_last_lines(lines, marked)
    _mark_footer(lines, marked)
    _mark_lists(lines, marked)
    return tuple(_joined(spans, marked))


def _stripped(line: str, start: int) -> Span:
    begin = start + len(line) - len(line.lstrip())
    return begin, max(begin, start + len(line.rstrip()))


def _is_boilerplate(line: str, index: int) -> bool:
    """Whether a line is boilerplate wherever it stands, or as near the beginning as it does."""
    if len(line) > LONGEST_LINE:
        return False
    if index < BYLINE_DEPTH and BYLINE.fullmatch(line):
        return True
    return _fits(line, CALLS, PAGE, STAMP, *CREDITS)


def _fits(line: str, *rules: re.Pattern[str]) -> bool:
    return any(rule.fullmatch(line) for rule in rules)


def _mark_last_lines(lines: list[str], marked: list[bool]) -> None:
    """Mark sources, bylines and headings that only other boilerplate follows."""
    for index in range(len(lines) - 1, 0, -1):
        line = lines[index]
        marked[index] = marked[index] or _is_last_heading(line) or _is_source(line)
        if not marked[index]:
            return


def _mark_footer(lines: list[str], marked: list[bool]) -> None:
    """Mark all from the first heading that only teasers and other boilerplate follow."""
    first = len(lines)
    for index in range(len(lines) - 1, 0, -1):
        line = lines[index]
        if _is_last_heading(line):
            first = index
        elif not marked[index] and not _is_teaser(line):
            break
    marked[first:] = [True] * (len(lines) - first)


def _mark_lists(lines: list[str], marked: list[bool]) -> None:
    """Mark the bulleted lines that follow a heading within the article, and the heading."""
    heading = None
    for index, line in enumerate(lines):
        if index > 0 and _is_heading(line, FOOTER_HEADING):
            heading = index
        elif heading is not None and BULLET.match(line) and _is_teaser(line):
            marked[heading] = marked[index] = True
        else:
            heading = None


def _is_last_heading(line: str) -> bool:
    return _is_heading(line, FOOTER_HEADING, LAST_HEADING)


def _is_heading(line: str, *rules: re.Pattern[str]) -> bool:
    return len(line) <= LONGEST_TEASER and _fits(line.strip("#*:.… "), *rules)


def _is_source(line: str) -> bool:
    return len(line) <= LONGEST_TEASER and _fits(line, SOURCE, BYLINE)


def _is_teaser(line: str) -> bool:
    """Whether a line looks like a headline, not like a paragraph."""
    return len(line) <= LONGEST_TEASER and not SENTENCE_ENDING.search(line)


def _joined(spans: list[Span], marked: list[bool]) -> Iterator[Span]:
    """Yield the marked spans, those of neighbouring lines as one."""
    start = None
    for index, (span, is_marked) in enumerate(zip(spans, marked, strict=True)):
        if is_marked and start is None:
            start = span[0]
        if start is not None and not is_marked:
            yield start, spans[index - 1][1]
            start = None
    if start is not None:
        yield start, spans[-1][1]

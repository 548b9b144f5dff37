"""The parts of a role: its title, kind and time, and the body and state it is held in or for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from graphbuild.lexicons import NO_STATE, demonym_places, demonym_states, table
from graphbuild.model import EntityType, Mention, Role, RoleKind
from graphbuild.names import fold
from graphbuild.roles import FORMER, RolePhrase, is_title, title_kind

_BARE = frozenset({"'s", "’s", "'", "’", "-", "the", "a", "an", "of", "for", "and", ","})
# An officer's rank, but in a team an office.
_CAPTAINS = frozenset({"captain", "skipper"})
# Democrat, Republican or independent of a state of the US: "D-Calif.".
_AMERICAN = re.compile(r"[DRI]-[A-Z]")
_BODIES = frozenset({EntityType.ORGANIZATION, EntityType.LOCATION})
_WHERE = frozenset({"in", "from"})
_GENERALS = frozenset({"attorney", "consul", "procurator", "solicitor", "surgeon"})


def to_role(
    doc: Doc, phrase: RolePhrase, named: Sequence[Mention], nations: Mapping[str, str], article: str
) -> Role:
    """Return the role that *phrase* gives, taken to its parts.

    Args:
        phrase: From ``find_roles``.
        doc: Tagged; ``doc.text`` is the article's text.
        named: The names of the article, in its order.
        nations: Entity id of each state the article names, by ISO 3166-1 code.
        article: Id of the article.
    """
    head = _head(doc, phrase)
    bodies = find_bodies(doc, phrase, named)
    country = _country(doc, phrase, head, bodies, nations)
    of = bodies[0].entity if bodies else nations.get(country or "")
    inside = list(_within(named, (phrase.start, phrase.end), head))
    first, last = _title(doc, phrase, head, inside)
    start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
    return Role(
        article=article,
        title=" ".join(doc[first:last].text.split()),
        start=start,
        end=end,
        kind=phrase.kind or _kind(head, is_held=bool(of or country)),
        of=of,
        country=country,
        former=phrase.former or _is_former(doc, phrase, head),
    )


def find_bodies(doc: Doc, phrase: RolePhrase, named: Sequence[Mention]) -> list[Mention]:
    """Return the names of bodies and places in *phrase*, those before the title's head first.

    Where it has none, those of the roles that it is joined with count, then the one behind the
    person's name.
    """
    head = _head(doc, phrase)
    within = list(_within(named, (phrase.start, phrase.end), head))
    if not within and phrase.shared:
        beyond = doc[phrase.shared - 1]
        within = list(_within(named, (phrase.end, beyond.idx + len(beyond)), head))
    within = within or _behind(doc, phrase, named)
    held = [each for each in within if not _is_where(doc, each)]
    # "the senator from Texas" is for it, "a teacher from Leeds" isn't.
    return held or (within if _kind(head, is_held=True) is RoleKind.POSITION else [])


def _behind(doc: Doc, phrase: RolePhrase, named: Sequence[Mention]) -> list[Mention]:
    """Return the body behind the name that *phrase* stands before: "Senator Ann Lee of Ohio"."""
    end = phrase.owner_end
    if not end or doc[end : end + 1].text != "of" or end + 2 >= len(doc):
        return []
    starts = {doc[end + 1].idx, doc[end + 2].idx if doc[end + 1].lower_ == "the" else -1}
    return [each for each in named if each.start in starts and each.type in _BODIES]


def _is_where(doc: Doc, body: Mention) -> bool:
    """Whether *body* is where something is or comes from: "in Vienna", "from the Leeds area"."""
    first = _tokens(doc, body).start
    if first and doc[first - 1].lower_ == "the":
        first -= 1
    return first > 0 and doc[first - 1].lower_ in _WHERE


def _tokens(doc: Doc, mention: Mention) -> Span:
    """Return the tokens that *mention* touches."""
    found = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if found is None:
        raise ValueError(f"no token of the text lies within {mention.start}–{mention.end}")
    return found


def _within(named: Sequence[Mention], span: tuple[int, int], head: Token) -> Iterator[Mention]:
    """Yield the names in *span* that aren't people's and don't hold the title itself."""
    for mention in named:
        holds_title = mention.start <= head.idx < mention.end
        is_inside = span[0] <= mention.start and mention.end <= span[1]
        if is_inside and mention.type is not EntityType.PERSON and not holds_title:
            yield mention


def _head(doc: Doc, phrase: RolePhrase) -> Token:
    """Return the noun of *phrase*: its last title before a preposition."""
    tokens = list(doc[phrase.first : phrase.last])
    early = list(takewhile(lambda token: token.pos_ != "ADP", tokens))
    titles = [token for token in early if is_title(token)] or list(filter(is_title, tokens))[:1]
    nouns = [token for token in early if token.pos_ in {"NOUN", "PROPN"}]
    return (titles or nouns or tokens)[-1]


def _kind(head: Token, *, is_held: bool) -> RoleKind:
    word, doc = fold(head.text), head.doc
    back = 2 if head.i > 1 and doc[head.i - 1].text == "-" else 1
    before = doc[head.i - back] if head.i else None
    if word == "general" and before is not None:
        is_office = is_title(before) and title_kind(before) is not RoleKind.RANK
        if is_office or fold(before.text) in _GENERALS:
            return RoleKind.POSITION
    if word in _CAPTAINS and is_held:
        return RoleKind.POSITION
    kind = title_kind(head) if is_title(head) else RoleKind.DESCRIPTION
    # "Dr Ann Lee", but "Ann Lee, a doctor".
    is_called = kind is not RoleKind.HONORIFIC or head.text != head.lower_
    return kind if is_called else RoleKind.OCCUPATION


# ------------------------------------------------------------------ title
def _title(doc: Doc, phrase: RolePhrase, head: Token, bodies: Sequence[Mention]) -> tuple[int, int]:
    """Return the tokens of the title, without the body, the state and the time around it."""
    first, last = phrase.first, phrase.last
    while first < head.i and (width := _not_of_title(doc, first, head, bodies)):
        first += width
    for body in bodies:
        cut = _preposition_before(doc, body, head)
        if cut is not None and cut < last:
            last = cut
    while last > head.i + 1 and doc[last - 1].lower_ in _BARE:
        last -= 1
    return first, last


def _not_of_title(doc: Doc, i: int, head: Token, bodies: Sequence[Mention]) -> int:
    """Return how many tokens from *i* on belong to something before the title."""
    token = doc[i]
    if token.lower_ in FORMER | _BARE:
        return 1
    for body in bodies:
        if body.start <= token.idx < body.end <= head.idx:
            return sum(body.start <= each.idx < body.end for each in doc[i : head.i])
    for width in (3, 2, 1):
        words = [fold(each.text) for each in doc[i : i + width]]
        if i + width <= head.i and " ".join(words) in table("demonyms"):
            return width
    return 0


def _preposition_before(doc: Doc, body: Mention, head: Token) -> int | None:
    """Return where " of the BODY" begins if the title ends there, else None."""
    named = _tokens(doc, body)
    tokens = list(doc[head.i + 1 : named.start])
    is_modifier = named.end < len(doc) and doc[named.end].pos_ in {"NOUN", "PROPN"}
    if not tokens or is_modifier:
        return None
    while tokens and tokens[-1].pos_ in {"DET", "ADJ"}:
        tokens.pop()
    is_preposition = bool(tokens) and tokens[-1].pos_ in {"ADP", "PART"}
    return tokens[-1].i if is_preposition else None


# ------------------------------------------------------------------ state and time
def _country(
    doc: Doc, phrase: RolePhrase, head: Token, bodies: Sequence[Mention], nations: Mapping[str, str]
) -> str | None:
    """Return the one state that the phrase names."""
    if phrase.kind is RoleKind.MEMBER and _AMERICAN.match(phrase.title):
        return "US"
    before = [fold(token.text) for token in doc[phrase.first : head.i]]
    after = [fold(token.text) for token in _after_the(doc, head, phrase)]
    for said in (before, after):
        states = demonym_states(said) or {state for _, state in demonym_places(said)}
        states = frozenset(states) - {NO_STATE}
        if states:
            return next(iter(states)) if len(states) == 1 else None
    # Not a state further on: "director of the council's Norway office".
    named = {each.entity for each in bodies if each.start < head.idx or each == bodies[0]}
    return next((code for code in sorted(nations) if nations[code] in named), None)


def _after_the(doc: Doc, head: Token, phrase: RolePhrase) -> Iterator[Token]:
    """Yield the words behind "of the": "head of the Russian delegation", not "of Russian art"."""
    after = doc[head.i + 1 : phrase.last]
    if len(after) > 2 and after[0].lower_ in {"of", "for"} and after[1].lower_ == "the":
        yield from after[2:4]


def _is_former(doc: Doc, phrase: RolePhrase, head: Token) -> bool:
    before = doc[max(phrase.first - 2, 0) : phrase.first]
    is_prefixed = len(before) == 2 and before[1].text == "-" and before[0].lower_ in FORMER
    is_next = bool(before) and before[-1].lower_ in FORMER - {"then", "late"}
    inside = doc[phrase.first : head.i + 1]
    return is_prefixed or is_next or any(token.lower_ in FORMER for token in inside)

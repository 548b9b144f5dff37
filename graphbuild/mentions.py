"""Names in an article: where they stand, and of which type.

The tagger proposes; the document decides. Boundaries are cleaned token by token, names the
tagger saw once are looked for everywhere, and the type of a name is voted on by all its
mentions, the gazetteer, head nouns, titles and prepositions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from graphbuild.gazetteer import Gazetteer
from graphbuild.lexicons import table, words
from graphbuild.model import EntityType, Spans
from graphbuild.names import fold

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
TAGGED = {
    "PERSON": PERSON,
    "ORG": ORGANIZATION,
    "GPE": LOCATION,
    "LOC": LOCATION,
    "FAC": LOCATION,
}
LARGE_CITY = 500_000
PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "across", "outside", "around", "throughout"})
# Words that run into a name where a page lost a space: "Kadyrovthere are".
GLUED = ("there", "the", "they", "this", "that", "who", "has", "was", "said", "and", "when", "will")
MIN_GLUED_NAME = 4
# How much each kind of evidence counts in the vote on a name's type.
VOTES = {
    "tag": 1.0,
    "head": 4.0,
    "nation": 3.0,
    "city": 1.5,
    "title": 2.0,
    "in": 0.75,
    "full": 2.0,
    "given": 1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in the text.

    Attributes:
        start: First character; end: one past the last.
        first: First token; last: one past the last. The name may end inside its last
            token, where two words are glued.
        type: Voted on by the whole document.
        score: Share of the votes that the type got.
    """

    start: int
    end: int
    first: int
    last: int
    text: str
    type: EntityType
    score: float = 1.0

    @property
    def key(self) -> str:
        """The folded text, by which equal names are known."""
        return fold(self.text)


def find_names(doc: Doc, gazetteer: Gazetteer, *, skip: Spans = ()) -> tuple[Name, ...]:
    """Return the names of people, organizations and locations in *doc*, in its order.

    Args:
        doc: Tagged and parsed; ``doc.text`` is ``article.text``.
        gazetteer: Knows which names are places.
        skip: Parts of the text to leave out.
    """
    tagged = [name for ent in doc.ents for name in _clean(ent)]
    names = _without_overlaps([*tagged, *_untagged_places(doc, gazetteer)])
    names = _without_overlaps([*names, *_other_occurrences(doc, names)])
    names = [name for name in names if not _is_inside(name, skip)]
    names = [name for name in names if not _is_modifier_once(doc, name, names)]
    return tuple(_typed(doc, names, gazetteer))


def _clean(ent: Span) -> Iterator[Name]:
    """Yield the names in what the tagger marked, with the boundaries they should have."""
    if ent.label_ not in TAGGED:
        return
    for tokens in _lines(ent):
        trimmed = _trim(tokens, TAGGED[ent.label_])
        if trimmed and not _is_demonym(trimmed):
            yield _name(trimmed, TAGGED[ent.label_])


def _lines(ent: Span) -> Iterator[list[Token]]:
    """A name never runs over a line break."""
    line: list[Token] = []
    for token in ent:
        if token.is_space:
            yield line
            line = []
        else:
            line.append(token)
    yield line


def _trim(tokens: list[Token], entity_type: EntityType) -> list[Token]:
    while tokens and _may_not_begin(tokens, entity_type):
        tokens = tokens[1:]
    while tokens and (tokens[-1].tag_ == "POS" or not tokens[-1].text[-1].isalnum()):
        if tokens[-1].text.endswith(".") and len(tokens[-1].text) > 1:
            break
        tokens = tokens[:-1]
    return tokens if any(token.text[0].isupper() for token in tokens) else []


def _may_not_begin(tokens: list[Token], entity_type: EntityType) -> bool:
    first = tokens[0]
    if first.lower_ == "the" or first.tag_ == "POS" or not first.text[0].isalnum():
        return True
    if entity_type is not PERSON or len(tokens) < 2:
        return False
    return fold(first.text) in words("titles") or (first.text.islower() and first.pos_ != "PROPN")


def _is_demonym(tokens: list[Token]) -> bool:
    return fold(" ".join(token.text for token in tokens)) in table("demonyms")


def _name(tokens: list[Token], entity_type: EntityType) -> Name:
    first, last = tokens[0], tokens[-1]
    glued = _glued_length(last)
    whole = first.doc[first.i : last.i + 1].text
    return Name(
        start=first.idx,
        end=last.idx + len(last) - glued,
        first=first.i,
        last=last.i + 1,
        text=whole[: len(whole) - glued],
        type=entity_type,
    )


def _glued_length(token: Token) -> int:
    """Return how many final letters of *token* are another word, stuck to the name.

    The name must be a known word, or stand elsewhere in the text: "Kadyrovthere", not "Yolanthe".
    """
    if not (token.is_oov and token.text[0].isupper()):
        return 0
    for word in GLUED:
        name = token.text.removesuffix(word)
        if name != token.text and len(name) >= MIN_GLUED_NAME and _is_known(name, token.doc):
            return len(word)
    return 0


def _is_known(word: str, doc: Doc) -> bool:
    return not doc.vocab[word].is_oov or any(token.text == word for token in doc)


def _untagged_places(doc: Doc, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield states and large cities that the tagger left out or took for something else."""
    for token in doc:
        is_open = token.ent_type_ in TAGGED or not token.ent_type_
        if token.pos_ != "PROPN" or not is_open or not _stands_alone(token):
            continue
        if _is_large_place(token.text, gazetteer):
            yield _name([token], LOCATION)


def _stands_alone(token: Token) -> bool:
    """Whether no other proper noun stands beside *token*, as in a longer name."""
    doc = token.doc
    around = (doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc))
    return not any(other.pos_ == "PROPN" for other in around)


def _is_large_place(text: str, gazetteer: Gazetteer) -> bool:
    return any(place.weight > LARGE_CITY for place in gazetteer.find(text)[:1])


def _other_occurrences(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Yield names equal to a known one, or to the surname of a known person, that were missed."""
    known: dict[tuple[str, ...], EntityType] = {}
    for name in names:
        tokens = tuple(token.text for token in doc[name.first : name.last])
        known.setdefault(tokens, name.type)
        if name.type is PERSON:
            known.setdefault(tokens[-1:], PERSON)
    by_first = defaultdict(list)
    for tokens in sorted(known, key=len, reverse=True):
        by_first[tokens[0]].append(tokens)
    for token in doc:
        for tokens in by_first.get(token.text, ()):
            found = list(doc[token.i : token.i + len(tokens)])
            if tuple(each.text for each in found) == tokens and _reads_as_name(found):
                yield _name(found, known[tokens])


def _reads_as_name(tokens: list[Token]) -> bool:
    return tokens[-1].pos_ == "PROPN" and tokens[0].text[0].isupper()


def _without_overlaps(names: Iterable[Name]) -> list[Name]:
    """Return *names* in the order of the text; where two overlap, the first given stays."""
    taken: set[int] = set()
    kept = []
    for name in names:
        tokens = range(name.first, name.last)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)


def _is_inside(name: Name, spans: Spans) -> bool:
    return any(start <= name.start < end for start, end in spans)


def _is_modifier_once(doc: Doc, name: Name, names: list[Name]) -> bool:
    """Whether a lone word is only ever part of a common noun: "the Trojan horse"."""
    token = doc[name.first]
    if name.last - name.first > 1 or name.type is not PERSON:
        return False
    is_modifier = token.dep_ in {"compound", "amod"} and token.head.text.islower()
    return is_modifier and sum(name.key in other.key.split() for other in names) == 1


def _typed(doc: Doc, names: list[Name], gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield *names*, each with the type that all names of its key get together."""
    groups = defaultdict(list)
    for name in names:
        groups[name.key].append(name)
    votes = {key: _votes(doc, group, gazetteer) for key, group in groups.items()}
    for key in list(votes):
        tokens = key.split()
        if len(tokens) > 1 and tokens[-1] in votes and _winner(votes[key])[0] is PERSON:
            votes[tokens[-1]][PERSON] += VOTES["full"]
    winners = {key: _winner(counts) for key, counts in votes.items()}
    for name in names:
        entity_type, score = winners[name.key]
        yield replace(name, type=entity_type, score=score)


def _votes(doc: Doc, group: list[Name], gazetteer: Gazetteer) -> dict[EntityType, float]:
    """Count the evidence for each type: what the name is, and how its mentions are used."""
    votes: dict[EntityType, float] = dict.fromkeys(EntityType, 0.0)
    share = 1 / len(group)
    for name in group:
        votes[name.type] += VOTES["tag"] * share
        before = doc[name.first - 1] if name.first else None
        if before is not None and fold(before.text) in words("titles"):
            votes[PERSON] += VOTES["title"] * share
        if before is not None and before.lower_ in PLACE_PREPOSITIONS:
            votes[LOCATION] += VOTES["in"] * share
    for entity_type, weight in _form_votes(group[0], gazetteer):
        votes[entity_type] += weight
    return votes


def _form_votes(name: Name, gazetteer: Gazetteer) -> Iterator[tuple[EntityType, float]]:
    tokens = name.key.split() or [""]
    if len(tokens) > 1 and words("organization_heads") & {tokens[0], tokens[-1]}:
        yield ORGANIZATION, VOTES["head"]
    elif len(tokens) > 1 and words("location_heads") & {tokens[0], tokens[-1]}:
        yield LOCATION, VOTES["head"]
    if tokens[0] in table("given_names"):
        yield PERSON, VOTES["given"]
    for place in gazetteer.find(name.text)[:1]:
        yield LOCATION, VOTES["nation" if place.is_nation else "city"]


def _winner(votes: dict[EntityType, float]) -> tuple[EntityType, float]:
    winner = max(EntityType, key=lambda entity_type: votes[entity_type])
    return winner, round(votes[winner] / sum(votes.values()), 3)

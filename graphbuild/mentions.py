"""Names in an article: where they stand, and of which type.

The tagger proposes; the document decides. Boundaries are cleaned token by token, names the
tagger saw once are looked for everywhere, and the type of a name is agreed on by all its mentions
(:mod:`graphbuild.name_types`). A place within the name of a body ("Moscow City Court") is part of
that name, and no mention of the place.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from graphbuild.gazetteer import Gazetteer
from graphbuild.knowledge import KnowledgeBase
from graphbuild.lexicons import given_name_gender, table, words
from graphbuild.model import EntityType, Spans
from graphbuild.name_features import TYPES
from graphbuild.name_types import LOCATION, PERSON, TAGGED, Name, agree_on_types
from graphbuild.names import fold, is_acronym_of
from graphbuild.tagger import NAMES, PROBABILITIES

# A city that is a place wherever it stands alone.
LARGE_CITY = 500_000
# Share that a pipeline's own tag gives its type.
TAG_SHARE = 0.5
# Words that run into a name where a page lost a space: "Kadyrovthere are".
GLUED = ("there", "the", "they", "this", "that", "who", "has", "was", "said", "and", "when", "will")
MIN_GLUED_NAME = 4
# A party before the place that somebody represents: "R-Elbow Lake".
PARTY = re.compile(r"(?:D|R|I|DFL|GOP|Lab|Con|LD)-(?=[A-Z])")
# The number of a unit or a congress: "28th Brigade".
ORDINAL = re.compile(r"\d+(?:st|[nr]d|th)")
# What is cut off its last full stop: "W.Va" before ".".
ABBREVIATION = re.compile(r"(?:[A-Z][a-z]?\.)+[A-Z][a-z]{0,2}")
# Words in front that are no part of a place's name.
OUTER_WORDS = frozenset({"downtown", "former"})
JOINING = frozenset({"and", "&"})
# Tokens that part one name from the next.
PARTINGS = frozenset({"/", "|", "–", "—", "--", ";", ":", "•", "*", "?", "!", "…", "..."})
Shares = tuple[float, ...]
Marked = tuple[Span, EntityType, Shares]


def find_names(
    doc: Doc, gazetteer: Gazetteer, kb: KnowledgeBase | None = None, *, skip: Spans = ()
) -> tuple[Name, ...]:
    """Return the names of people, organizations and locations in *doc*, in its order.

    Args:
        doc: Tagged and parsed; ``doc.text`` is ``article.text``. Where the name tagger has
            looked at it, its names are taken, else the pipeline's tags.
        gazetteer: Knows which names are places.
        kb: Knows who and what else is called so.
        skip: Parts of the text to leave out.
    """
    marked = _tagger_names(doc) if NAMES in doc.spans else _tags(doc)
    tagged = [name for each in marked for name in _clean(*each, gazetteer)]
    tagged = list(_apart(doc, tagged))
    names = _without_overlaps([*tagged, *_untagged_places(doc, gazetteer)])
    names = _without_overlaps([*names, *_other_occurrences(doc, names)])
    common = frozenset(_acronyms_of_common_nouns(doc))
    names = [name for name in names if not _is_inside(name, skip) and name.text not in common]
    names = [name for name in names if not _is_no_name(doc, name, names, gazetteer)]
    return tuple(agree_on_types(doc, names, gazetteer, kb))


def _tagger_names(doc: Doc) -> Iterator[Marked]:
    group = doc.spans[NAMES]
    for span, shares in zip(group, group.attrs[PROBABILITIES], strict=True):
        yield span, EntityType(span.label_), tuple(shares)


def _tags(doc: Doc) -> Iterator[Marked]:
    for ent in doc.ents:
        if ent.label_ in TAGGED:
            yield ent, TAGGED[ent.label_], _shares(TAGGED[ent.label_])


def _shares(entity_type: EntityType) -> Shares:
    other = (1 - TAG_SHARE) / (len(TYPES) - 1)
    return tuple(TAG_SHARE if each is entity_type else other for each in TYPES)


# ------------------------------------------------------------------ boundaries
def _clean(
    span: Span, entity_type: EntityType, shares: Shares, gazetteer: Gazetteer
) -> Iterator[Name]:
    """Yield the names in what the tagger marked, with the boundaries they should have."""
    for tokens in _parts(span):
        trimmed = _with_first_word(_trim(tokens, entity_type), entity_type, gazetteer)
        if trimmed and not _is_demonym(trimmed):
            yield _name(trimmed, entity_type, shares)


def _parts(span: Span) -> Iterator[list[Token]]:
    """Yield the names that may be in *span*.

    A name never runs over a line break, a sign that parts names or a noun that tells what the next
    name is: "Norsk parent Hydro".
    """
    part: list[Token] = []
    for token in span:
        if token.is_space or token.text in PARTINGS or _describes_next(token, span):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _describes_next(token: Token, span: Span) -> bool:
    """Whether a word in lower case tells what the next name is."""
    is_before = token.i + 1 < span.end and token.nbor().text[0].isupper()
    if not is_before or not token.text.islower() or _is_link(token):
        return False
    is_body = span.label_ in {EntityType.ORGANIZATION.value, "ORG"}
    return token.pos_ in ({"NOUN", "ADJ", "PROPN"} if is_body else {"NOUN"})


def _is_link(token: Token) -> bool:
    return token.lower_ in words("name_links")


def _trim(tokens: list[Token], entity_type: EntityType) -> list[Token]:
    while tokens and _may_not_begin(tokens, entity_type):
        tokens = tokens[1:]
    while tokens and _may_not_end(tokens, entity_type):
        tokens = tokens[:-1]
    return tokens if any(token.text[0].isupper() for token in tokens) else []


def _with_first_word(
    tokens: list[Token], entity_type: EntityType, gazetteer: Gazetteer
) -> list[Token]:
    """Return *tokens* with what belongs to them: "The" of a town, the number of a unit."""
    if not tokens or not tokens[0].i:
        return tokens
    before = tokens[0].nbor(-1)
    if entity_type is EntityType.ORGANIZATION and ORDINAL.fullmatch(before.text):
        return [before, *tokens]
    if before.text != "The":
        return tokens
    places = gazetteer.find(f"The {' '.join(token.text for token in tokens)}")[:1]
    return [before, *tokens] if any(not place.is_region for place in places) else tokens


def _may_not_begin(tokens: Sequence[Token], entity_type: EntityType) -> bool:
    first = tokens[0]
    if first.lower_ == "the" or first.tag_ == "POS" or not first.text[0].isalnum():
        return True
    if len(tokens) > 1 and entity_type is LOCATION:
        return first.text.isdigit() or first.lower_ in OUTER_WORDS
    if len(tokens) == 1 or entity_type is not PERSON:
        return False
    is_common = first.text.islower() and first.pos_ != "PROPN"
    return is_common or _is_title(first) or _is_adjective_of_people(first)


def _is_title(token: Token) -> bool:
    """Whether *token* is a title; after another, "Prince" is a given name."""
    if fold(token.text) not in words("titles"):
        return False
    is_second = token.i > 0 and fold(token.nbor(-1).text) in words("titles")
    return not (is_second and given_name_gender(fold(token.text)))


def _is_adjective_of_people(token: Token) -> bool:
    """Whether *token* is a demonym and nobody's given name: "Chechen Ramzan Kadyrov"."""
    return _is_demonym([token]) and fold(token.text) not in table("given_names")


def _may_not_end(tokens: Sequence[Token], entity_type: EntityType) -> bool:
    last = tokens[-1].text
    if tokens[-1].tag_ == "POS":
        return True
    if entity_type is not EntityType.ORGANIZATION and len(tokens) > 1 and last[0].isdigit():
        return True
    is_abbreviation = last.endswith(".") and len(last) > 1
    closes = last == ")" and any(token.text == "(" for token in tokens)
    return not (last[-1].isalnum() or is_abbreviation or closes)


def _is_demonym(tokens: Sequence[Token]) -> bool:
    return _key(tokens) in table("demonyms")


def _name(tokens: Sequence[Token], entity_type: EntityType, shares: Shares) -> Name:
    """Return the name of *tokens*; it may begin and end within them."""
    first, last = tokens[0], tokens[-1]
    party = PARTY.match(first.text)
    cut = party.end() if party else 0
    text = first.doc[first.i : last.i + 1].text
    text = text[cut : len(text) - _glued_length(last)]
    if ABBREVIATION.fullmatch(text) and not last.whitespace_ and _is_full_stop_next(last):
        text, last = f"{text}.", last.nbor()
    start = first.idx + cut
    return Name(
        start=start,
        end=start + len(text),
        first=first.i,
        last=last.i + 1,
        text=text,
        type=entity_type,
        shares=shares,
    )


def _is_full_stop_next(token: Token) -> bool:
    return token.i + 1 < len(token.doc) and token.nbor().text == "."


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


def _apart(doc: Doc, names: Sequence[Name]) -> Iterator[Name]:
    """Yield *names*, two that "and" joins each alone where both stand alone elsewhere too."""
    keys = {name.key for name in names}
    for name in names:
        tokens = list(doc[name.first : name.last])
        links = [i for i, token in enumerate(tokens) if token.lower_ in JOINING]
        sides = [tokens[: links[0]], tokens[links[0] + 1 :]] if len(links) == 1 else []
        if sides and all(side and _key(side) in keys for side in sides):
            yield from (_name(side, name.type, name.shares) for side in sides)
        else:
            yield name


def _key(tokens: Sequence[Token]) -> str:
    return fold(" ".join(token.text for token in tokens))


# ------------------------------------------------------------------ what wasn't tagged
def _untagged_places(doc: Doc, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield states and large cities that the tagger left out or took for something else."""
    for token in doc:
        is_open = token.ent_type_ in TAGGED or not token.ent_type_
        if token.pos_ != "PROPN" or not is_open or not _stands_alone(token):
            continue
        if any(place.weight > LARGE_CITY for place in gazetteer.find(token.text)[:1]):
            yield _name([token], LOCATION, _shares(LOCATION))


def _stands_alone(token: Token) -> bool:
    """Whether no other proper noun stands beside *token*, as in a longer name."""
    doc = token.doc
    around = (doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc))
    return not any(other.pos_ == "PROPN" for other in around)


def _other_occurrences(doc: Doc, names: list[Name]) -> Iterator[Name]:
    """Yield names equal to a known one, or to the surname of a known person, that were missed."""
    known: dict[tuple[str, ...], Name] = {}
    for name in names:
        tokens = tuple(token.text for token in doc[name.first : name.last])
        known.setdefault(tokens, name)
        if name.type is PERSON:
            known.setdefault(tokens[-1:], name)
    by_first = defaultdict(list)
    for tokens in sorted(known, key=len, reverse=True):
        by_first[tokens[0]].append(tokens)
    for token in doc:
        for tokens in by_first.get(token.text, ()):
            found = list(doc[token.i : token.i + len(tokens)])
            name = known[tokens]
            if tuple(each.text for each in found) == tokens and _reads_as_name(found, name):
                yield _name(found, name.type, name.shares)


def _reads_as_name(tokens: Sequence[Token], name: Name) -> bool:
    """Whether a name can stand here; the parser takes unknown surnames for nouns."""
    nouns = {"PROPN", "NOUN"} if name.type is PERSON else {"PROPN"}
    return tokens[-1].pos_ in nouns and tokens[0].text[0].isupper()


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


# ------------------------------------------------------------------ what isn't a name
def _is_inside(name: Name, spans: Spans) -> bool:
    return any(start <= name.start < end for start, end in spans)


def _acronyms_of_common_nouns(doc: Doc) -> Iterator[str]:
    """Yield what is explained in brackets after words in lower case: "a traffic report (TR)"."""
    for token in doc[1:-1]:
        is_bracketed = token.nbor(-1).text == "(" and token.nbor().text == ")"
        if not (is_bracketed and token.text.isupper() and len(token) > 1):
            continue
        before = doc[max(0, token.i - 1 - len(token)) : token.i - 1]
        is_common = all(word.text.islower() for word in before)
        if is_common and is_acronym_of(token.text, " ".join(word.text for word in before)):
            yield token.text


def _is_no_name(doc: Doc, name: Name, names: Sequence[Name], gazetteer: Gazetteer) -> bool:
    """Whether a word is a common noun ("Others") or stands for nobody, though tagged as a name."""
    if name.last - name.first > 1:
        return False
    if doc[name.first].tag_ == "NNS" and not gazetteer.find(name.text):
        return True
    seems_person = name.type is PERSON or doc[name.first].ent_type_ == "PERSON"
    return seems_person and (_is_modifier_once(doc, name, names) or _is_family(doc, name, names))


def _is_modifier_once(doc: Doc, name: Name, names: Sequence[Name]) -> bool:
    """Whether a lone word is only ever part of a common noun: "the Trojan horse"."""
    token = doc[name.first]
    is_modifier = token.dep_ in {"compound", "amod"} and token.head.text.islower()
    return is_modifier and sum(name.key in other.key.split() for other in names) == 1


def _is_family(doc: Doc, name: Name, names: Sequence[Name]) -> bool:
    """Whether a name is of several people: "the Lindqvists"."""
    if not name.first or doc[name.first - 1].lower_ != "the" or not name.key.endswith("s"):
        return False
    return any(name.key[:-1] in other.key.split() for other in names if other.type is PERSON)

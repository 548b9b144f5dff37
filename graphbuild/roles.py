"""Titles and offices of people, and descriptions of bodies, from the words around their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from graphbuild.lexicons import table, words
from graphbuild.model import EntityType, RoleKind
from graphbuild.name_types import Name
from graphbuild.names import fold

FORMER = frozenset(
    {"former", "ex", "late", "then", "onetime", "previous", "deposed", "ousted", "retired"}
)
_ARTICLES = frozenset({"a", "an", "the"})
_LINKING = frozenset({"of", "for", "and", "-", "'s", "’s", "the", "to"})
# What may stand between the words of a role that punctuation ends.
_LINKING_AFTER = _LINKING | _ARTICLES | {"in", "at", "with", "from", "on", "&"}
_ROLE_WORDS = frozenset({"NOUN", "PROPN", "ADJ"})
# In lower case these are kin: "his sister Ann Lee", "Ann Lee, mother of three".
_KIN = frozenset({"father", "sister"})
_MEMBER = re.compile(r"[A-Z]{1,3}-[A-Z][A-Za-z. ]*")
_PARTIES = frozenset({"labour", "conservative", "green", "greens", "liberal", "independent"})
# What makes a rank another rank: "Chief Superintendent", "Vice Admiral".
_GRADES = frozenset({"chief", "deputy", "assistant", "vice", "rear", "acting", "lord"})
# Descriptions that say nothing.
_EMPTY = frozenset({"man", "woman", "boy", "girl", "person", "friend", "one"})
MAX_WORDS, MAX_WORDS_AFTER, MAX_WORDS_IN_PARENTHESES = 9, 14, 5
MAX_APPOSITIONS, MAX_AGE = 4, 120
# Verbs that tell who holds an office, and those that tell who was put into it.
_COPULAS = frozenset({"be", "become", "remain"})
_APPOINTMENTS = frozenset({"name", "appoint", "elect", "reelect", "re-elect", "install", "crown"})
_SERVICES = frozenset({"serve", "work", "act"})
_UNSURE = frozenset({"if", "whether", "unless"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePhrase:
    """A role in the words of the text, with the words' tokens.

    Attributes:
        title: All words of the role, with its body and country: "US Chief of Staff".
        kind: Where the form of the phrase tells it, not its words.
        former: A verb tells that it is held no more: "was the director".
        is_stated: A clause states it, and another may deny it; else it is taken for granted.
        shared: Where a coordination of roles ends, whose last words may name the body of
            all: "founder and CEO of Ozark Mills"; 0 where there is none.
        owner_end: One past the last token of the name that the phrase stands before, which may
            go on with the body: "Senator Ann Lee of Ohio"; 0 where the phrase stands elsewhere.
    """

    title: str
    start: int
    end: int
    first: int
    last: int
    kind: RoleKind | None = None
    former: bool = False
    is_stated: bool = False
    shared: int = 0
    owner_end: int = 0


def find_roles(doc: Doc, name: Name) -> Iterator[RolePhrase]:
    """Yield the roles that stand before and after a *name*, in the order of the text.

    "Turkish president Erdogan", "the US Chief of Staff, General Mark Milley", "Maria
    Zakharova, a spokeswoman for the ministry", "Ann Lee (D-Calif.)", "Ann Lee was named head of
    the bank"; of bodies only what describes them: "Wagner, a private military company".
    """
    if name.type is EntityType.ORGANIZATION:
        yield from _descriptions(doc, name)
    if name.type is not EntityType.PERSON:
        return
    yield from _before(doc, name)
    after = [*_in_parentheses(doc, name), *_appositions(doc, name)]
    yield from after or _descriptions(doc, name)
    yield from _stated(doc, name)


def is_title(token: Token) -> bool:
    """Whether *token* is a word of a title; a father in lower case is kin, no priest.

    Nor is an adjective, "a major boost", or an owner, "King's College".
    """
    if token.text == token.lower_ and (token.lower_ in _KIN or token.pos_ == "ADJ"):
        return False
    if token.i + 1 < len(token.doc) and token.nbor().lower_ in {"'s", "’s"}:
        return False
    return bool({fold(token.text), token.lemma_.lower()} & words("titles"))


def title_kind(token: Token) -> RoleKind:
    """Return what the title *token* is by itself."""
    word = fold(token.text)
    forms = (word, table("title_forms").get(word, word), token.lemma_.lower())
    kinds = (table("title_kinds").get(form) for form in forms)
    return RoleKind(next(filter(None, kinds), RoleKind.POSITION))


# ------------------------------------------------------------------ before the name
def _before(doc: Doc, name: Name) -> Iterator[RolePhrase]:
    before = _words_before(doc, name.first)
    start = before[0].i if before else name.first
    is_closed = name.last < len(doc) and doc[name.last].text == ","
    if start > 1 and doc[start - 1].text == "," and (before or is_closed):
        yield from _phrases(_words_before_comma(doc, start - 1))
    if before and before[-1].lower_ not in _LINKING:
        for phrase in _phrases(before):
            yield replace(phrase, owner_end=name.last)


def _words_before_comma(doc: Doc, end: int) -> list[Token]:
    """Return "the US Chief of Staff" before ", General Milley"; of a list of people nothing."""
    if doc[end + 1].lower_ in {"and", "or"}:
        return []
    found = _words_before(doc, end)
    before = doc[max(found[0].i - 2, 0) : found[0].i] if found else doc[:0]
    is_anothers = len(before) == 2 and before[1].text == "," and before[0].ent_type_ == "PERSON"
    return [] if is_anothers or any(token.ent_type_ == "PERSON" for token in found) else found


def _words_before(doc: Doc, end: int) -> list[Token]:
    """Return the noun phrase that ends right before token *end*."""
    start = end
    while start > 0 and end - start < MAX_WORDS and _may_be_before(doc[start - 1]):
        start -= 1
    # "Dr Ann Lee and Mr Paul Roe", "Oslo and US President Ann Lee": another name's end.
    for i in range(start + 1, end):
        if doc[i].lower_ == "and" and _ends_other_name(doc[start:i]):
            start = i + 1
    if end > start and is_title(doc[end - 1]):
        # "an adviser to President Zelensky": only what follows the preposition is his.
        start = max((i + 1 for i in range(start, end) if doc[i].pos_ == "ADP"), default=start)
    return list(doc[start:end])


def _may_be_before(token: Token) -> bool:
    if token.ent_type_ in {"DATE", "TIME"} and token.lower_ not in FORMER:
        return False
    return token.pos_ in _ROLE_WORDS or token.lower_ in _LINKING or _is_then(token)


def _is_then(token: Token) -> bool:
    """Whether *token* says that a role was held: "then-minister", not "and then President"."""
    doc, i = token.doc, token.i
    if token.lower_ != "then" or i + 1 >= len(doc):
        return False
    return doc[i + 1].text == "-" or (i > 0 and doc[i - 1].pos_ in {"ADP", "DET"})


def _ends_other_name(before: Span) -> bool:
    last, following = before[-1], before.doc[before.end]
    if any(token.ent_type_ == "PERSON" for token in before):
        return True
    is_place = last.ent_type_ == "GPE" and not following.ent_type_
    return is_place and not any(map(is_title, before))


# ------------------------------------------------------------------ after the name
def _appositions(doc: Doc, name: Name) -> Iterator[RolePhrase]:
    """Yield the roles between commas: "Ann Lee, 43, founder and head of the bank, the …"."""
    start = name.last
    for _ in range(MAX_APPOSITIONS):
        if start >= len(doc) or doc[start].text != ",":
            return
        start = _after_age(doc, start + 1)
        tokens = _closed_phrase(doc, start)
        found = list(_phrases(tokens))
        if not found or _names_another(tokens):
            return
        yield from found
        start += len(tokens)


def _names_another(tokens: list[Token]) -> bool:
    """Whether a person is named among *tokens*, other than as "the mayor of Kherson" may be."""
    return any(
        token.ent_type_ == "PERSON" and before.ent_type_ != "PERSON" and before.pos_ != "ADP"
        for before, token in pairwise(tokens)
        if before.pos_ != "DET"
    ) or any(token.ent_type_ == "PERSON" for token in tokens[:1])


def _after_age(doc: Doc, start: int) -> int:
    """Return where the words after an age begin: "Ann Lee, 43, a teacher"."""
    age = doc[start : start + 2]
    is_age = len(age) == 2 and age[0].text.isdecimal() and age[1].text == ","
    return start + 2 if is_age and int(age[0].text) <= MAX_AGE else start


def _closed_phrase(doc: Doc, start: int) -> list[Token]:
    """Return the noun phrase from token *start* to the punctuation that ends it."""
    end = start
    while end < len(doc) and end - start < MAX_WORDS_AFTER and _may_be_after(doc[end]):
        end += 1
    is_closed = end < len(doc) and (doc[end].is_punct or doc[end].lower_ == "who")
    return list(doc[start:end]) if is_closed else []


def _may_be_after(token: Token) -> bool:
    if token.ent_type_ in {"DATE", "TIME"} and token.lower_ not in FORMER:
        return False
    return token.pos_ in _ROLE_WORDS or token.lower_ in _LINKING_AFTER or _is_then(token)


def _in_parentheses(doc: Doc, name: Name) -> Iterator[RolePhrase]:
    """Yield the party or team in parentheses: "(D-Calif.)", "(Labour)"."""
    if name.last >= len(doc) or doc[name.last].text != "(":
        return
    first = name.last + 1
    inner = doc[first : first + MAX_WORDS_IN_PARENTHESES]
    width = next((i for i, token in enumerate(inner) if token.text == ")"), 0)
    inner = inner[:width]
    is_body = all(token.ent_type_ in {"ORG", "NORP"} for token in inner)
    if inner and (
        _MEMBER.fullmatch(inner.text)
        or inner.text.lower() in _PARTIES
        or (is_body and inner.text[0].isupper())
    ):
        yield replace(_phrase(list(inner)), kind=RoleKind.MEMBER)


def _descriptions(doc: Doc, name: Name) -> Iterator[RolePhrase]:
    """Yield an apposition that is no title: "Wagner, a private military company,"."""
    if name.last >= len(doc) or doc[name.last].text != ",":
        return
    start = _after_age(doc, name.last + 1)
    tokens = _closed_phrase(doc, start)
    is_apposed = any(
        token.dep_ == "appos" and name.first <= token.head.i < name.last for token in tokens
    )
    is_name = _names_another(tokens)
    bare = _trimmed(tokens)
    is_empty = bool(bare) and bare[-1].lower_ in _EMPTY
    if is_apposed and not is_name and bare and not is_empty and tokens[0].lower_ in {"a", "an"}:
        yield replace(_phrase(bare), kind=RoleKind.DESCRIPTION)


# ------------------------------------------------------------------ in a clause of its own
def _stated(doc: Doc, name: Name) -> Iterator[RolePhrase]:
    """Yield the roles that a verb states: "Ann Lee is the head of the bank"."""
    subject = doc[name.first : name.last].root
    verbs = [child for child in subject.rights if child.dep_ == "relcl" and _asks_who(child)]
    if subject.dep_ in {"nsubj", "nsubjpass"}:
        verbs.append(subject.head)
    for verb in sorted(verbs, key=lambda verb: verb.i):
        office = _office_of(verb)
        if office is not None and not _is_unsure(verb):
            tokens = _open_phrase(doc, office)
            for phrase in _phrases(tokens):
                yield replace(phrase, is_stated=True, former=_is_over(verb))


def _asks_who(verb: Token) -> bool:
    return any(
        child.dep_ in {"nsubj", "nsubjpass"} and child.lower_ == "who" for child in verb.lefts
    )


def _office_of(verb: Token) -> Token | None:
    """Return the noun for what the subject of *verb* is, becomes, is named or serves as."""
    lemma = verb.lemma_.lower()
    if lemma in _COPULAS:
        return _child(verb, {"attr", "oprd"})
    is_passive = any(child.dep_ == "auxpass" for child in verb.lefts)
    if lemma in _APPOINTMENTS and is_passive:
        return _child(verb, {"oprd", "attr"}) or _after_as(verb)
    return _after_as(verb) if lemma in _SERVICES else None


def _child(verb: Token, relations: set[str]) -> Token | None:
    found = (child for child in verb.rights if child.dep_ in relations)
    return next((child for child in found if child.pos_ in {"NOUN", "PROPN"}), None)


def _after_as(verb: Token) -> Token | None:
    prepositions = (child for child in verb.rights if child.lower_ == "as")
    return next((noun for each in prepositions if (noun := _child(each, {"pobj"}))), None)


def _is_unsure(verb: Token) -> bool:
    """Whether the clause of *verb* is denied, wished, expected or under a condition."""
    return any(
        child.dep_ == "neg" or child.tag_ == "MD" or child.lower_ in _UNSURE
        for child in verb.children
    ) or (verb.dep_ == "xcomp")


def _is_over(verb: Token) -> bool:
    """Whether *verb* tells of a role that was held: "was", "had served", not "was named"."""
    if verb.lemma_.lower() in _APPOINTMENTS | {"become"}:
        return False
    auxiliaries = {child.lower_ for child in verb.lefts if child.dep_ in {"aux", "auxpass"}}
    return "had" in auxiliaries or (verb.tag_ == "VBD" and not auxiliaries)


def _open_phrase(doc: Doc, office: Token) -> list[Token]:
    start, end = office.left_edge.i, office.i + 1
    if not all(map(_may_be_after, doc[start:end])):
        start = office.i
    while end < len(doc) and end - start < MAX_WORDS_AFTER and _may_be_after(doc[end]):
        end += 1
    return list(doc[start:end])


# ------------------------------------------------------------------ phrases
def _phrases(tokens: list[Token]) -> Iterator[RolePhrase]:
    """Yield each role among *tokens*: "prime minister and head of the party", "Chief General"."""
    parts = [part for each in _coordinated(tokens) for part in _before_rank(each)]
    found = [_phrase(part) for part in map(_trimmed, parts) if any(map(is_title, part))]
    for phrase in found:
        is_shared = phrase.last < found[-1].last
        yield replace(phrase, shared=found[-1].last) if is_shared else phrase


def _coordinated(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the parts that "and" joins, where each of them holds a title."""
    for i, token in enumerate(tokens):
        left, right = tokens[:i], tokens[i + 1 :]
        if token.lower_ in {"and", "&"} and any(map(is_title, left)) and _begins_role(right):
            yield left
            yield from _coordinated(right)
            return
    yield tokens


def _begins_role(tokens: list[Token]) -> bool:
    """Whether a title stands among *tokens* before any preposition."""
    for token in tokens:
        if token.pos_ == "ADP":
            return False
        if is_title(token):
            return True
    return False


def _before_rank(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield an office and the rank behind it: "Defence Minister", "General"."""
    addressed = {RoleKind.RANK, RoleKind.HONORIFIC}
    last = tokens[-1:]
    earlier = [token for token in tokens[:-1] if is_title(token)]
    if last and earlier and is_title(last[0]) and title_kind(last[0]) in addressed:
        is_compound = earlier[-1].i == last[0].i - 1 and (
            title_kind(earlier[-1]) in addressed
            or last[0].lower_ == "general"
            or earlier[-1].lower_ in _GRADES
        )
        if not is_compound and tokens[-2].lower_ not in _GRADES:
            yield tokens[:-1]
            yield last
            return
    yield tokens


def _trimmed(tokens: list[Token]) -> list[Token]:
    while tokens and (tokens[0].lower_ in _LINKING_AFTER):
        tokens = tokens[1:]
    while tokens and tokens[-1].lower_ in _LINKING_AFTER:
        tokens = tokens[:-1]
    return tokens


def _phrase(tokens: list[Token]) -> RolePhrase:
    first, last = tokens[0], tokens[-1]
    return RolePhrase(
        title=" ".join(first.doc[first.i : last.i + 1].text.split()),
        start=first.idx,
        end=last.idx + len(last),
        first=first.i,
        last=last.i + 1,
    )

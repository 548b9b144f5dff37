"""Names of places that stand for the teams that play for them, in articles on sport.

"Germany beat Turkey 3-2" is of two teams, and "Hamburg" in it may be a club; neither is a place
then. Two things decide: whether the article is on sport, by the share of its words that are of
sport, and whether the name is mostly used like a team's ("the Germany striker", "lost to Turkey")
and less like a place's ("in Germany").
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from graphbuild.candidates import stem
from graphbuild.lexicons import words
from graphbuild.model import EntityType, Mention, MentionKind
from graphbuild.nlp import head_of

# Of so many words of an article one is of sport, if it is on sport; and so many different ones.
SHARE, MIN_DIFFERENT = 1 / 65, 4
# One name that is used as a team's tells only where there are no more names of the place.
FEW = 3
# Characters beside a name in which a score may stand.
REACH = 20
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEHIND = re.compile(r"(?:['’]s?)?,? \(?\d{1,3}[-–]\d{1,3}\b|(?:/\w+)? (?:v|vs)\b")
_BEFORE = re.compile(
    r"(?<![\d-])\d{1,3}[-–]\d{1,3} (?:against |over |by |to |with )?$|\b(?:v|vs\.?) $"
)
_WHERE = frozenset({"in", "near", "across", "throughout", "around", "outside", "within", "inside"})
_TRAVEL = frozenset({"come", "drive", "fly", "go", "head", "move", "return", "travel", "trip"})
_GROUNDS = frozenset({"arena", "ground", "lane", "park", "road", "stadion", "stadium"})
# What may stand between a preposition and a team, and which words the team then belongs to.
_COMPANY = {
    "to": {"crash", "defeat", "fall", "lose", "loss", "slump", "succumb"},
    "over": {"lead", "triumph", "victory", "win"},
    "with": {"clash", "draw", "game", "level", "match", "set-to", "tie"},
    "between": {"clash", "derby", "encounter", "final", "fixture", "friendly", "game", "match"}
    | {"qualifier", "semi-final", "semifinal", "tie"},
    "for": {"appear", "appearance", "cap", "debut", "feature", "goal", "international", "match"}
    | {"net", "play", "point", "score", "sign", "start", "try"},
}
# What a team may be called in front of its name: "league leaders Hamburg".
_CALLED = frozenset(
    {"champion", "club", "finalist", "holder", "host", "leader", "minnow", "newcomer", "opponent"}
    | {"rival", "runner", "side", "struggler", "visitor", "winner", "neighbour", "neighbor"}
)
_PLURAL = frozenset({"are", "have", "were"})


def find_teams(doc: Doc, mentions: Iterable[Mention]) -> frozenset[str]:
    """Return the entities among *mentions* whose name stands for a team in this article.

    Args:
        doc: Tagged, lemmatised and parsed; ``doc.text`` is the article's text.
        mentions: The names of the article.
    """
    if not is_on_sport(doc.text):
        return frozenset()
    votes: dict[str, list[int]] = defaultdict(list)
    for mention in _places(mentions):
        votes[mention.entity].append(_vote(doc, mention))
    return frozenset(entity for entity, cast in votes.items() if _are_for_team(cast))


def _are_for_team(votes: Sequence[int]) -> bool:
    return sum(votes) > 0 and (votes.count(1) > 1 or len(votes) <= FEW)


def mark_teams(doc: Doc, mentions: Iterable[Mention], teams: Collection[str]) -> list[Mention]:
    """Return *mentions*, the names of *teams* marked but where they are said to be a place."""
    return [
        replace(mention, metonymic=True)
        if mention.entity in teams and mention.kind is MentionKind.NAME and _vote(doc, mention) >= 0
        else mention
        for mention in mentions
    ]


def is_on_sport(text: str) -> bool:
    """Whether so many words of *text* are of sport that it can be on nothing else."""
    known = words("sport_words")
    written = _WORD.findall(text.lower())
    found = [stem(word) for word in written if word in known or stem(word) in known]
    return len(set(found)) >= MIN_DIFFERENT and len(found) >= SHARE * len(written)


def _places(mentions: Iterable[Mention]) -> Iterator[Mention]:
    for mention in mentions:
        if mention.type is EntityType.LOCATION and mention.kind is MentionKind.NAME:
            yield mention


# ------------------------------------------------------------------ the use of one name
def _vote(doc: Doc, mention: Mention) -> int:
    """Return 1 where a name is used as a team's, -1 as a place's, 0 where nothing tells."""
    own = head_of(doc, (mention.start, mention.end))
    name = own
    while name.dep_ == "conj" and name.head.pos_ == "PROPN":
        name = name.head
    if own.lower_ in _GROUNDS or _is_where(name):
        return -1
    is_called = _is_called(doc, mention)
    if is_called or _is_paired(doc.text, mention) or _is_used_as_team(name):
        return 1
    return -1 if _is_behind_place(own) else 0


def _is_where(name: Token) -> bool:
    """Whether *name* says where something is, or where it comes from or goes to."""
    if name.dep_ != "pobj":
        return False
    preposition = name.head
    if preposition.lower_ in _WHERE:
        return True
    return preposition.lower_ in {"to", "from"} and preposition.head.lemma_ in _TRAVEL


def _is_behind_place(name: Token) -> bool:
    """Whether *name* says where the place before it lies: "Bonn, Germany"."""
    first, doc = name.left_edge.i, name.doc
    is_beside = name.dep_ in {"appos", "npadvmod"} and first > 1 and doc[first - 1].text == ","
    return is_beside and doc[first - 2].ent_type_ in {"GPE", "FAC"}


def _is_paired(text: str, mention: Mention) -> bool:
    """Whether a score or an opponent stands beside: "Norway 2-0", "Norway v Ghana"."""
    before = text[max(mention.start - REACH, 0) : mention.start]
    behind = text[mention.end : mention.end + REACH]
    return bool(_BEHIND.match(behind) or _BEFORE.search(before))


def _is_called(doc: Doc, mention: Mention) -> bool:
    """Whether a word before a name says that it is a team: "visitors Hamburg"."""
    before = doc.char_span(0, mention.start, alignment_mode="contract")
    if not before:
        return False
    last = before[-1]
    is_placed = last.lower_ == "placed" or last.lower_.endswith("-placed")
    return is_placed or (last.lemma_.lower() in _CALLED and last.pos_ in {"NOUN", "PROPN"})


def _is_used_as_team(name: Token) -> bool:
    above = name.head
    lemma = above.lemma_.lower()
    if name.dep_ in {"nsubj", "nsubjpass"}:
        return lemma in words("sport_verbs") or _is_plural(name)
    if name.dep_ == "dobj":
        return lemma in words("sport_verbs")
    if name.dep_ in {"compound", "poss", "nmod", "amod"}:
        return lemma in words("sport_nouns")
    return name.dep_ == "pobj" and _is_played(above)


def _is_plural(name: Token) -> bool:
    """Whether one place is said to be several people: "Hamburg are third"."""
    verbs = [name.head, *(each for each in name.head.lefts if each.dep_ in {"aux", "auxpass"})]
    is_one = name.tag_ == "NNP" and not any(each.dep_ == "conj" for each in name.children)
    return is_one and any(verb.lower_ in _PLURAL for verb in verbs)


def _is_played(preposition: Token) -> bool:
    """Whether who stands behind *preposition* plays: "against", "lost to", "a draw with"."""
    word, over = preposition.lower_, preposition.head.lemma_.lower()
    if word in {"against", "versus", "v", "vs"}:
        return True
    return over in (words("sport_verbs") if word == "by" else _COMPANY.get(word, ()))

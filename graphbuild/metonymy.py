"""Places whose name stands for those who act for them: "Kiev fears", "England beat France".

The place stays what is mentioned; the mention is marked. Only the names of states, of capitals
and of seats of government ("the Kremlin", where the article takes it for a place) are, and only
where the sentence has them say, think, decide or do something, or has somebody tell them
something. What merely belongs to a place ("Kiev's mayor", "the US economy") is not.
"""

from collections.abc import Container, Iterable
from dataclasses import replace

from spacy.tokens import Doc, Token

from graphbuild.lexicons import table, words
from graphbuild.model import EntityType, Mention, MentionKind
from graphbuild.names import fold
from graphbuild.nlp import head_of

# Verbs of attitudes.tsv whose subject needn't be anybody: "Kyiv saw heavy fighting".
_NOBODY = frozenset(
    {
        "account",
        "find",
        "highlight",
        "hold",
        "indicate",
        "label",
        "mean",
        "name",
        "post",
        "read",
        "reflect",
    }
    | {"reveal", "see", "show", "signal", "underline", "underscore"}
)
_MINDS = frozenset(
    {"adamant", "anxious", "afraid", "angry", "aware", "committed", "concerned", "confident"}
    | {"convinced", "determined", "eager", "furious", "hopeful", "keen", "open", "opposed"}
    | {"prepared", "ready", "reluctant", "sceptical", "skeptical", "unwilling", "wary", "willing"}
)
# What one takes or makes who acts: "took measures", "made an offer".
_LIGHT = frozenset({"take", "make", "give", "reach", "hold", "have", "draw", "play"})
_DEEDS = frozenset(
    {"action", "agreement", "claim", "concession", "compromise", "control", "deal", "decision"}
    | {"demand", "effort", "march", "measure", "obligation", "offer", "part", "plan", "pledge"}
    | {"position", "progress", "promise", "proposal", "responsibility", "role", "side", "stance"}
    | {"step", "talk", "known", "clear", "intention", "hope", "doubt", "consultation", "warning"}
)
_JOINT = frozenset({"agreement", "deal", "negotiation", "talk", "treaty", "truce", "ceasefire"})


def mark_metonymy(doc: Doc, mentions: Iterable[Mention], nations: Container[str]) -> list[Mention]:
    """Return *mentions*, those marked whose name stands for a place's government or team.

    Args:
        doc: Tagged and parsed; ``doc.text`` is the article's text.
        mentions: All mentions of the article.
        nations: Ids of the entities that are states.
    """
    text = doc.text
    return [
        replace(mention, metonymic=True)
        if _may_act(text, mention, nations)
        and not _is_part(doc, mention)
        and _acts(_head(doc, mention))
        else mention
        for mention in mentions
    ]


def _may_act(text: str, mention: Mention, nations: Container[str]) -> bool:
    """Whether *mention* is a name of a state, a capital or a seat of government."""
    if mention.type is not EntityType.LOCATION or mention.kind is not MentionKind.NAME:
        return False
    is_state = mention.entity in nations
    return is_state or fold(text[mention.start : mention.end]) in table("seats")


def _is_part(doc: Doc, mention: Mention) -> bool:
    """Whether *mention* is part of a longer name: "CNN Brazil", "Bonn, Germany"."""
    head = head_of(doc, (mention.start, mention.end))
    before = doc[max(head.left_edge.i - 2, 0) : head.left_edge.i]
    is_longer = any(
        child.pos_ == "PROPN" and child.dep_ == "compound" and child.idx < mention.start
        for child in head.lefts
    )
    is_behind_place = (
        before.text.endswith(",")
        and head.dep_ != "conj"
        and (before[0].ent_type_ in {"GPE", "LOC", "FAC"} or before[0].text == ")")
    )
    return is_longer or is_behind_place


def _head(doc: Doc, mention: Mention) -> Token:
    """Return the head of *mention*, or of the names it is joined to: "Washington and Moscow"."""
    head = head_of(doc, (mention.start, mention.end))
    while head.dep_ == "conj" and head.head.pos_ == "PROPN":
        head = head.head
    return head


def _acts(name: Token) -> bool:
    verb = name.head
    if name.dep_ == "nsubj":
        return _is_deed(verb)
    if name.dep_ == "nsubjpass":
        return verb.lemma_.lower() in words("addresses")
    if name.dep_ in {"dobj", "dative"}:
        return verb.lemma_.lower() in words("addresses")
    return name.dep_ == "pobj" and _is_agent(verb)


def _is_agent(preposition: Token) -> bool:
    """Whether the object of *preposition* does what is told: "imposed by", "according to"."""
    over = preposition.head
    if preposition.dep_ == "agent":
        return _is_act(over.lemma_.lower())
    if preposition.lower_ == "to":
        return over.lower_ == "according"
    return preposition.lower_ == "between" and over.lemma_.lower() in _JOINT


def _is_deed(verb: Token) -> bool:
    """Whether the subject of *verb* is somebody: who says, fears, agrees or invades."""
    lemma = verb.lemma_.lower()
    objects = [child for child in verb.rights if child.dep_ in {"dobj", "acomp", "attr", "oprd"}]
    if lemma == "be":
        return any(each.lemma_.lower() in _MINDS or each.lower_ in _MINDS for each in objects)
    if lemma in _LIGHT and any(
        {each.lemma_.lower(), each.lower_} & _DEEDS for each in _below(verb, objects)
    ):
        return True
    return _is_act(lemma)


def _below(verb: Token, objects: list[Token]) -> list[Token]:
    """Return *objects*, and what they are made: "has made it known"."""
    clauses = (child for child in verb.rights if child.dep_ == "ccomp")
    return [*objects, *clauses]


def _is_act(lemma: str) -> bool:
    is_attitude = lemma in table("attitudes") and lemma not in _NOBODY
    return is_attitude or lemma in words("acts")

"""Pronouns and noun phrases ("he", "the minister", "its", "the city") to the entities they mean.

Each is tied to the likeliest of the entities that the article names near it, or to none: a
conditional logit over candidates (after Denis and Baldridge, 2008), whose weights stand in
``data/reference_weights.tsv``. Noun phrases beside a name, or that a sentence says it is
("Ann Lee, a teacher", "Ann Lee was a teacher"), need no choice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import exp

from spacy.tokens import Doc

from graphbuild.anaphors import (
    HE,
    IT,
    ME,
    NOUNS,
    PLURALS,
    SHE,
    SPEECH_GROUPS,
    YOU,
    Anaphor,
    find_anaphors,
    phrase_of,
    types_of,
)
from graphbuild.antecedents import Candidate, find_candidates
from graphbuild.gazetteer import Gazetteer
from graphbuild.lexicons import rows
from graphbuild.model import EntityType, Mention, MentionKind, Spans
from graphbuild.nlp import head_of
from graphbuild.profiles import Profile
from graphbuild.scene import TYPES, Scene, Speech
from graphbuild.syntax import Syntax
from graphbuild.titles import find_titled

# Weights of this group count for all groups.
ALL = "*"
# Groups that share their weights.
MODELS = {SHE: HE}
# How likely an entity must be to be taken for what is meant, by group; by measurement.
THRESHOLDS = {HE: 0.3, SHE: 0.3, IT: 0.4, ME: 0.6, YOU: 0.7, EntityType.LOCATION.value: 0.4}
# Share of the noun phrases beside a name, or said of it, that mean it; by measurement but for
# "taken-up", which is rare.
SCORES = {
    "apposition": 0.7,
    "predicate": 0.6,
    "taken-up": 0.9,
    "title-of-last": 0.5,
    "title-of-role": 0.6,
}
COMMAS = frozenset({",", "-", "–", "—", "--"})
LINKING_VERBS = frozenset({"be", "become", "remain"})

Choose = Callable[[Anaphor, Sequence[Candidate]], tuple[str, float] | None]
Said = Sequence[tuple[Spans, Spans]]


class Ranker:
    """Tells what an anaphor means by what its candidates' features weigh.

    Args:
        weights: Group of anaphors, or ``*`` for all; feature; weight.
    """

    def __init__(self, weights: Iterable[tuple[str, str, float]]) -> None:
        self._weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
        given = list(weights)
        for group in TYPES:
            of_group = self._weights[group]
            for of, feature, weight in given:
                if of in {MODELS.get(group, group), ALL}:
                    of_group[feature] = of_group.get(feature, 0.0) + weight

    def choose(self, anaphor: Anaphor, candidates: Sequence[Candidate]) -> tuple[str, float] | None:
        """Return the entity that *anaphor* most likely means, and how likely; None if none is."""
        entity, score = self.best(anaphor, candidates)
        is_likely = entity is not None and score >= THRESHOLDS[anaphor.group]
        return (entity, round(score, 3)) if entity is not None and is_likely else None

    def best(self, anaphor: Anaphor, candidates: Sequence[Candidate]) -> tuple[str | None, float]:
        """Return the likeliest of the entities, None where there is none, and how likely it is."""
        weights = self._weights[anaphor.group]
        odds = [
            sum(weights[each] for each in candidate.features if each in weights)
            for candidate in candidates
        ]
        highest = max(odds)
        shares = [exp(each - highest) for each in odds]
        entities = [number for number, each in enumerate(candidates) if each.entity is not None]
        if not entities:
            return None, 1.0
        best = max(entities, key=lambda number: shares[number])
        return candidates[best].entity, shares[best] / sum(shares)


@cache
def load_ranker() -> Ranker:
    """Return the ranker of ``data/reference_weights.tsv``."""
    return Ranker(
        (group, feature, float(weight)) for group, feature, weight in rows("reference_weights")
    )


def find_references(
    doc: Doc,
    named: Sequence[Mention],
    profiles: Mapping[str, Profile],
    gazetteer: Gazetteer,
    said: Said = (),
    *,
    choose: Choose | None = None,
) -> list[Mention]:
    """Return what refers to a named entity without naming it, in the order of the text.

    Args:
        doc: Tagged and parsed.
        named: The names of the article, in its order.
        profiles: What is known of each entity, by id.
        gazetteer: Knows the names of states.
        said: Source and content of each claim.
        choose: Tells what an anaphor means; the shipped ranker by default.
    """
    resolution = Resolution(Syntax(doc), named, profiles, gazetteer, said)
    return resolution.run(choose or load_ranker().choose)


class Resolution:
    """The references of one article, as they are being resolved."""

    def __init__(
        self,
        syntax: Syntax,
        named: Sequence[Mention],
        profiles: Mapping[str, Profile],
        gazetteer: Gazetteer,
        said: Said,
    ) -> None:
        self._syntax = syntax
        self._named = sorted(
            ((head_of(syntax.doc, (each.start, each.end)).i, each) for each in named),
            key=lambda pair: pair[0],
        )
        self._types = {entity: known.type for entity, known in profiles.items()}
        self._names = _tokens_of(syntax, named)
        speeches = [_speech(syntax, source, content) for source, content in said if source]
        self._scene = Scene(syntax, self._names, profiles, gazetteer, speeches)
        self._taken: set[int] = set()
        self._found: list[Mention] = []

    def run(self, choose: Choose) -> list[Mention]:
        """Return the references, each tied to what *choose* makes of its candidates."""
        anaphors = list(find_anaphors(self._syntax, self._names))
        ahead = list(reversed(self._named))
        for anaphor in anaphors:
            end = self._syntax.ends[anaphor.head]
            while ahead and ahead[-1][0] < end:
                self._add_name(*ahead.pop())
            if anaphor.group not in SPEECH_GROUPS:
                self._resolve(anaphor, choose)
        for head, name in reversed(ahead):
            self._add_name(head, name)
        # Who speaks may be known only by a pronoun, so what means the speaker comes last.
        for anaphor in anaphors:
            if anaphor.group in SPEECH_GROUPS:
                self._resolve(anaphor, choose)
        return sorted(self._found, key=lambda mention: (mention.start, mention.end))

    def _add_name(self, head: int, name: Mention) -> None:
        self._scene.add(name.entity, head, MentionKind.NAME)
        self._add_attached(name.entity, head)

    def _resolve(self, anaphor: Anaphor, choose: Choose) -> None:
        if anaphor.head in self._taken:
            return
        found = self._titled(anaphor) or self._taken_up(anaphor) or self._ranked(anaphor, choose)
        if found is None:
            self._scene.add_nameless(anaphor)
            return
        entity, rule, score = found
        self._scene.add(entity, anaphor.head, anaphor.kind, anaphor.group)
        self._found.append(self._mention(anaphor, entity, rule, score))
        self._add_attached(entity, anaphor.head)

    def _titled(self, anaphor: Anaphor) -> tuple[str, str, float] | None:
        if anaphor.kind is not MentionKind.NOMINAL:
            return None
        titled = find_titled(self._scene, anaphor)
        return (*titled, SCORES[titled[1]]) if titled is not None else None

    def _taken_up(self, anaphor: Anaphor) -> tuple[str, str, float] | None:
        """Return the person whose name a pronoun right after it takes up: "Ann Lee she said"."""
        if anaphor.group not in {HE, SHE} or not anaphor.head:
            return None
        before = self._syntax.doc[anaphor.head - 1]
        end = before.idx + len(before)
        names = (name for _, name in self._named if name.end == end)
        entity = next((name.entity for name in names if name.type is EntityType.PERSON), None)
        return (entity, "taken-up", SCORES["taken-up"]) if entity is not None else None

    def _ranked(self, anaphor: Anaphor, choose: Choose) -> tuple[str, str, float] | None:
        if anaphor.group not in TYPES:
            return None
        chosen = choose(anaphor, find_candidates(self._scene, anaphor))
        return (chosen[0], f"ranked-{anaphor.kind.value}", chosen[1]) if chosen else None

    def _add_attached(self, entity: str, head: int) -> None:
        """Add the noun phrases that stand for the same as the mention with this head."""
        for noun, rule in _attached(self._syntax, head, self._names):
            if noun not in self._taken and self._may_be(noun, entity, rule):
                self._taken.add(noun)
                first, last = phrase_of(self._syntax, noun, whole=rule == "apposition")
                kind = MentionKind.NOMINAL
                anaphor = Anaphor(head=noun, first=first, last=last, group=rule, kind=kind)
                self._scene.add(entity, noun, kind)
                self._found.append(self._mention(anaphor, entity, rule, SCORES[rule]))

    def _may_be(self, noun: int, entity: str, rule: str) -> bool:
        """Whether *noun*, tied by *rule*, may stand for the entity."""
        syntax = self._syntax
        if syntax.pos[noun] not in NOUNS or syntax.tags[noun] in PLURALS:
            return False
        types, entity_type = types_of(syntax.lemmas[noun]), self._types[entity]
        if rule == "predicate" and entity_type is EntityType.ORGANIZATION:
            return False
        is_open = rule == "predicate" or entity_type is EntityType.PERSON
        return entity_type in types or (is_open and not types and not syntax.ents[noun])

    def _mention(self, anaphor: Anaphor, entity: str, rule: str, score: float) -> Mention:
        span = self._syntax.doc[anaphor.first : anaphor.last]
        return Mention(
            start=span.start_char,
            end=span.end_char,
            type=self._types[entity],
            kind=anaphor.kind,
            entity=entity,
            rule=rule,
            score=score,
        )


def _tokens_of(syntax: Syntax, named: Sequence[Mention]) -> frozenset[int]:
    spans = (syntax.doc.char_span(each.start, each.end, alignment_mode="expand") for each in named)
    return frozenset(index for span in spans if span for index in range(span.start, span.end))


def _speech(syntax: Syntax, source: Spans, content: Spans) -> Speech:
    spans = (syntax.doc.char_span(*each, alignment_mode="expand") for each in content)
    return Speech(
        source=head_of(syntax.doc, source[0]).i,
        content=frozenset(index for span in spans if span for index in range(span.start, span.end)),
    )


def _attached(syntax: Syntax, head: int, names: frozenset[int]) -> Iterator[tuple[int, str]]:
    """Yield the nouns beside the mention with this head, or said of it, with the rule."""
    for child in syntax.children[head]:
        # "Ann Lee, her mother" are two.
        is_owned = any(syntax.tags[each] == "PRP$" for each in syntax.children[child])
        is_behind = child > head and child not in names and not is_owned
        if is_behind and _is_apposed(syntax, child):
            yield child, "apposition"
    above = syntax.heads[head]
    if above < head and above not in names and _is_apposed(syntax, head):
        yield above, "apposition"
    if syntax.deps[head] == "nsubj" and syntax.lemmas[above] in LINKING_VERBS:
        for child in syntax.children[above]:
            if syntax.deps[child] == "attr" and child > head and child not in names:
                yield child, "predicate"


def _is_apposed(syntax: Syntax, noun: int) -> bool:
    """Whether *noun* stands in apposition, behind a comma or dash, to the noun above it."""
    first = syntax.left[noun]
    return syntax.deps[noun] == "appos" and first > 0 and syntax.words[first - 1] in COMMAS

"""Candidates for attribution: every cue with the content and the source the parse gives it.

A candidate is what the grammar allows, not yet a claim: "he said that …" and "he ate the …"
have the same shape. Which candidates are claims is decided by ``claims``, from counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from graphbuild.quotations import Quotation, find_quotations

MADE_KNOWN = frozenset({"known", "clear", "plain", "public"})
NEAREST = 2
REACH = 40
MAX_LABEL = 8
SENTENCE_ENDS = frozenset({".", "!", "?"})
NOUN_PHRASE_STARTS = frozenset({"PROPN", "NOUN", "PRON", "DET", "ADJ"})
NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE"})
MAX_NAME = 6
# What the pipeline's lemmatizer gets wrong, of the verbs that matter here.
MISLEMMATIZED = {"hop": "hope"}
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
CUE_PARTS = frozenset({"aux", "auxpass", "neg", "prt"})
BEARS_ON_OBJECT = frozenset({"of", "as", "for"})
OPINION_NOUNS = frozenset({"view", "opinion", "word", "estimate", "assessment", "judgment"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Token indexes of a cue, its content and its source.

    Attributes:
        head: The token that the cue is counted under.
        lemma: Its lemma in lower case, with the preposition for "according to".
        relation: How the content hangs on the cue: ``clause``, ``infinitive``, ``object``,
            ``passive``, ``raising``, ``parenthesis``, ``quotation``, ``noun`` or ``about:PREP``.
    """

    head: int
    lemma: str
    relation: str
    cue: frozenset[int]
    content: frozenset[int]
    source: frozenset[int]


def find_attributions(doc: Doc) -> Iterator[Attribution]:
    """Yield every candidate in *doc*, in the order of its cues.

    A cue may have several candidates, one for each relation.
    """
    for token in doc:
        if token.pos_ == "VERB":
            yield from _of_verb(token)
        elif token.pos_ == "ADJ" and _is_made_known(token):
            yield from _made_known(token)
        elif token.pos_ == "NOUN":
            yield from _of_noun(token)
        elif token.dep_ == "prep":
            yield from _of_preposition(token)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation with the indexes of its tokens, marks included; never empty."""

    quotation: Quotation
    tokens: frozenset[int]


def find_quoted(doc: Doc) -> tuple[Quoted, ...]:
    """Return the quotations in *doc*, in its order."""
    found = []
    for quotation in find_quotations(doc.text):
        span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
        if span is not None:
            found.append(Quoted(quotation, frozenset(range(span.start, span.end))))
    return tuple(found)


def find_quoted_attributions(doc: Doc, quoted: Sequence[Quoted]) -> Iterator[Attribution]:
    """Yield, for each quotation, the verbs next to it that may be its cue, nearest first.

    The parse often loses its way in long quotations; where the marks stand it doesn't matter.
    """
    everywhere = all_tokens(quoted)
    for each in quoted:
        for verb in _verbs_beside(doc, each.tokens, everywhere)[:NEAREST]:
            yield _quoting(verb, each.tokens, everywhere)
        yield from _of_colon(doc, each.tokens, everywhere)


def all_tokens(quoted: Iterable[Quoted]) -> frozenset[int]:
    """Return the indexes of the tokens of all quotations together."""
    return frozenset(index for each in quoted for index in each.tokens)


def _verbs_beside(doc: Doc, content: frozenset[int], quoted: frozenset[int]) -> list[Token]:
    """Return the verbs outside quotations in the sentences beside the content, nearest first."""
    before = _sentence_before(doc, min(content), quoted)
    after = _sentence_after(doc, max(content), quoted)
    verbs = [(min(content) - token.i, token) for token in before if _may_quote(token)]
    verbs += [(token.i - max(content), token) for token in after if _may_quote(token)]
    return [verb for _, verb in sorted(verbs, key=lambda found: found[0])]


def _may_quote(token: Token) -> bool:
    """Whether *token* may be the cue of a quotation; "according to" has a grammar of its own."""
    return token.pos_ == "VERB" and token.lemma_ != "accord"


def _sentence_before(doc: Doc, first: int, quoted: frozenset[int]) -> list[Token]:
    """Return what stands before token *first* in its sentence, the last word first.

    After a colon the quotation may be in a paragraph of its own.
    """
    found: list[Token] = []
    for token in reversed(doc[max(first - REACH, 0) : first]):
        is_break = token.is_space and "\n" in token.text
        if is_break and not found and doc[token.i - 1].text == ":":
            continue
        if is_break or token.i in quoted or (found and token.text in SENTENCE_ENDS):
            break
        found.append(token)
    return found


def _sentence_after(doc: Doc, last: int, quoted: frozenset[int]) -> list[Token]:
    """Return what stands after token *last* to the end of its sentence."""
    found: list[Token] = []
    for token in doc[last + 1 : last + 1 + REACH]:
        if token.i in quoted or (token.is_space and "\n" in token.text):
            break
        if found and token.text in SENTENCE_ENDS:
            break
        found.append(token)
    return found


def _of_colon(doc: Doc, content: frozenset[int], quoted: frozenset[int]) -> Iterator[Attribution]:
    """Yield "Republican pollster Daron Shaw: “…”": a name, a colon, and what it says."""
    before = _sentence_before(doc, min(content), quoted)
    if not before or before[0].text != ":" or not 0 < len(before) - 1 <= MAX_LABEL:
        return
    label = [token for token in before[1:] if not token.is_space]
    has_verb = any(token.pos_ in {"VERB", "AUX"} for token in label)
    if not has_verb and any(token.ent_type_ in NAMED for token in label):
        yield Attribution(
            head=before[0].i,
            lemma=":",
            relation="quotation",
            cue=frozenset({before[0].i}),
            content=content,
            source=frozenset(token.i for token in label),
        )


def _quoting(verb: Token, content: frozenset[int], quoted: frozenset[int]) -> Attribution:
    subject = find_subject(verb)
    source = subtree(subject) - quoted if subject is not None else frozenset()
    cue = _verb_group(verb) - quoted
    return Attribution(
        head=verb.i,
        lemma=lemma_of(verb),
        relation="quotation",
        cue=cue,
        content=content,
        source=(source or _phrase_behind(verb, quoted)) - cue,
    )


def _phrase_behind(verb: Token, quoted: frozenset[int]) -> frozenset[int]:
    """Return the noun phrase right behind *verb*: the subject of "…,” said Ann Lee, “…"."""
    start = verb.i + 1
    if start >= len(verb.doc) or verb.doc[start].pos_ not in NOUN_PHRASE_STARTS:
        return frozenset()
    top = verb.doc[start]
    while top.head.i > verb.i and top.head != top and top.head.i not in quoted:
        top = top.head
    return frozenset(index for index in subtree(top) - quoted if index >= start)


def subtree(token: Token) -> frozenset[int]:
    """Return the indexes of *token* and all that depends on it."""
    return frozenset(each.i for each in token.subtree)


# ------------------------------------------------------------------ verbs
def _of_verb(verb: Token) -> Iterator[Attribution]:
    if verb.lemma_ == "accord":
        yield from _according(verb)
        return
    if _is_made_known(verb):
        yield from _made_known(verb)
        return
    source = _source_of(verb)
    for relation, content, extra in _contents(verb):
        cue = _verb_group(verb) | extra
        speaker = frozenset() if relation == "raising" else source
        content = content - cue - speaker
        if content:
            yield Attribution(
                head=verb.i,
                lemma=lemma_of(verb),
                relation=relation,
                cue=cue - speaker,
                content=content,
                source=speaker - cue,
            )


def _source_of(verb: Token) -> frozenset[int]:
    """Return the agent of a passive verb, else the subject."""
    if any(child.dep_ == "auxpass" for child in verb.children):
        return _agent(verb)
    subject = find_subject(verb)
    return subtree(subject) if subject is not None else frozenset()


def _contents(verb: Token) -> Iterator[tuple[str, frozenset[int], frozenset[int]]]:
    """Yield relation, content and what the cue gains by it."""
    children = {child.dep_: child for child in verb.children}
    if "ccomp" in children:
        yield "clause", subtree(children["ccomp"]), frozenset()
    elif verb.dep_ in {"parataxis", "ccomp"} and _is_parenthesis(verb):
        yield "parenthesis", _around(verb), frozenset()
    elif verb.dep_ == "advcl" and any(child.lower_ == "as" for child in verb.lefts):
        yield "parenthesis", _around(verb), frozenset({verb.left_edge.i})
    if "nsubjpass" in children:
        yield "passive", _passive_content(verb, children["nsubjpass"]), frozenset()
        return
    yield from _complements(verb, children)


def _complements(
    verb: Token, children: dict[str, Token]
) -> Iterator[tuple[str, frozenset[int], frozenset[int]]]:
    complement = children.get("xcomp") or children.get("oprd")
    if verb.lemma_ in {"seem", "appear"} and complement is not None and "nsubj" in children:
        yield "raising", subtree(children["nsubj"]) | subtree(complement), frozenset()
    elif "xcomp" in children:
        yield "infinitive", subtree(children["xcomp"]), frozenset()
    if "dobj" in children:
        yield "object", _object_content(verb, children["dobj"]), frozenset()
    for child in verb.rights:
        if child.dep_ == "prep" and any(each.dep_ in {"pobj", "pcomp"} for each in child.children):
            yield f"about:{child.lower_}", subtree(child) - {child.i}, frozenset({child.i})


def _is_made_known(token: Token) -> bool:
    """Whether *token* is the "known" or "clear" of "made it known", "makes clear"."""
    return token.lower_ in MADE_KNOWN and token.head.lemma_ == "make"


def _made_known(token: Token) -> Iterator[Attribution]:
    make = token.head
    clauses = [each for each in (*token.children, *make.children) if each.dep_ == "ccomp"]
    contents = [subtree(each) for each in clauses if each != token]
    subject = find_subject(make)
    if contents and subject is not None:
        between = {i for i in range(make.i + 1, token.i) if token.doc[i].lower_ == "it"}
        yield Attribution(
            head=token.i,
            lemma="make known",
            relation="clause",
            cue=_verb_group(make) | between | {token.i},
            content=contents[0] - subtree(subject) - {make.i, token.i} - between,
            source=subtree(subject),
        )


def lemma_of(verb: Token) -> str:
    """Return the lemma that *verb* is counted under, with its particle: "rule out"."""
    lemma = MISLEMMATIZED.get(verb.lemma_.lower(), verb.lemma_.lower())
    particles = [child.lower_ for child in verb.rights if child.dep_ == "prt"]
    return " ".join([lemma, *particles[:1]])


def find_subject(verb: Token) -> Token | None:
    """Return the subject of *verb*, or of the verb it is coordinated with."""
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            return child
    if verb.dep_ in {"conj", "xcomp"} and verb.head.pos_ in {"VERB", "AUX"} and verb.head != verb:
        return find_subject(verb.head)
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.head.pos_ in {"VERB", "AUX"}:
        return find_subject(verb.head)
    if verb.dep_ == "acl":
        return verb.head
    return None


def _verb_group(verb: Token) -> frozenset[int]:
    """The verb with its auxiliaries, negation and particles, and the adverbs among them."""
    group = {verb.i} | {child.i for child in verb.children if child.dep_ in CUE_PARTS}
    if verb.dep_ == "xcomp" and verb.tag_ == "VB":
        group |= {child.i for child in verb.lefts if child.lower_ == "to"}
    first = min(group)
    while first > 0 and _is_cue_adverb(verb.doc[first - 1], verb):
        first -= 1
        group.add(first)
    group |= {
        child.i for child in verb.lefts if child.dep_ == "advmod" and min(group) < child.i < verb.i
    }
    return frozenset(group)


def _is_cue_adverb(token: Token, verb: Token) -> bool:
    return token.dep_ == "advmod" and token.head == verb


def _agent(verb: Token) -> frozenset[int]:
    for child in verb.children:
        if child.dep_ == "agent":
            return frozenset(subtree(child) - {child.i})
    return frozenset()


def _passive_content(verb: Token, subject: Token) -> frozenset[int]:
    """The subject, and what is said of it."""
    rest = (child for child in verb.rights if child.dep_ in {"xcomp", "oprd", "prep", "ccomp"})
    return subtree(subject).union(*(subtree(child) for child in rest))


def _object_content(verb: Token, dobj: Token) -> frozenset[int]:
    """The object, with what the verb says of it: "accused *him of fraud*"."""
    content = subtree(dobj)
    for child in verb.rights:
        if child.i > dobj.i and (
            child.dep_ in {"oprd", "xcomp"}
            or (child.dep_ == "prep" and child.lower_ in BEARS_ON_OBJECT)
        ):
            content |= subtree(child)
    return content


def _is_parenthesis(verb: Token) -> bool:
    """Whether the verb's clause is an insertion: it holds no more than subject and cue."""
    return verb.head != verb and len(subtree(verb)) < len(subtree(verb.head)) / 2


def _around(verb: Token) -> frozenset[int]:
    return subtree(verb.head) - subtree(verb)


# ------------------------------------------------------------------ nouns and prepositions
def _of_noun(noun: Token) -> Iterator[Attribution]:
    """Yield "the fear that …", "his claim that …", "plans to …"."""
    for child in noun.rights:
        if child.dep_ in {"acl", "ccomp"} and child.tag_ not in {"VBN", "VBG"}:
            is_clause = any(each.dep_ == "mark" for each in child.children)
            owner = [each for each in noun.lefts if each.dep_ == "poss"]
            yield Attribution(
                head=noun.i,
                lemma=noun.lemma_.lower(),
                relation="noun" if is_clause else "noun-infinitive",
                cue=frozenset({noun.i}),
                content=subtree(child),
                source=_without_possessive(owner[0]) if owner else frozenset(),
            )


def _according(verb: Token) -> Iterator[Attribution]:
    """Yield "according to …": its object is the source, the rest of the sentence the content."""
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ == "to":
            source = _with_apposed_name(verb.doc, subtree(child) - {child.i})
            content = _clause_of(verb) - subtree(verb) - source
            if content and source:
                yield Attribution(
                    head=verb.i,
                    lemma="according to",
                    relation="clause",
                    cue=frozenset({verb.i, child.i}),
                    content=content,
                    source=source,
                )


def _with_apposed_name(doc: Doc, source: frozenset[int]) -> frozenset[int]:
    """Take in a person's name set off by commas behind a title: "the minister, Ann Lee, …"."""
    end = max(source, default=0) + 1
    if not source or end >= len(doc) or doc[end].text != ",":
        return source
    name = [i for i in range(end + 1, min(end + MAX_NAME, len(doc))) if doc[i].text == ","]
    tokens = doc[end + 1 : name[0]] if name else doc[end:end]
    is_name = bool(tokens) and all(token.pos_ == "PROPN" for token in tokens)
    is_person = any(token.ent_type_ == "PERSON" for token in tokens)
    return source | set(range(end, name[0])) if is_name and is_person else source


def _clause_of(token: Token) -> frozenset[int]:
    """The whole clause that *token* hangs on: climb to the next finite verb."""
    head = token.head
    while head.head != head and head.pos_ not in {"VERB", "AUX"}:
        head = head.head
    return subtree(head)


def _of_preposition(preposition: Token) -> Iterator[Attribution]:
    """Yield "in the view of X, …", "in X's words, …" and, at the front, "For X, …"."""
    objects = [child for child in preposition.children if child.dep_ == "pobj"]
    if not objects or preposition.head == preposition:
        return
    noun = objects[0]
    if preposition.lower_ == "in" and noun.lemma_ in OPINION_NOUNS:
        yield from _in_the_view_of(preposition, noun)
    elif preposition.text == "For" and preposition.is_sent_start and _is_person(noun):
        yield Attribution(
            head=preposition.i,
            lemma="for",
            relation="clause",
            cue=frozenset({preposition.i}),
            content=_clause_of(preposition) - subtree(preposition),
            source=subtree(noun),
        )


def _is_person(noun: Token) -> bool:
    """Whether *noun* is a person's name, or a title with the name: "the president Ann Lee"."""
    parts = [noun, *(child for child in noun.children if child.dep_ in {"appos", "compound"})]
    return any(part.ent_type_ == "PERSON" for part in parts)


def _in_the_view_of(preposition: Token, noun: Token) -> Iterator[Attribution]:
    owners = [child for child in noun.lefts if child.dep_ == "poss"]
    holders = [
        each
        for of in noun.rights
        if of.lower_ == "of"
        for each in of.children
        if each.dep_ == "pobj"
    ]
    if owners or holders:
        source = _without_possessive(owners[0]) if owners else subtree(holders[0])
        yield Attribution(
            head=noun.i,
            lemma=f"in {noun.lemma_}",
            relation="clause",
            cue=subtree(preposition) - source,
            content=_clause_of(preposition) - subtree(preposition),
            source=source,
        )


def _without_possessive(owner: Token) -> frozenset[int]:
    return frozenset(each.i for each in owner.subtree if each.tag_ != "POS")

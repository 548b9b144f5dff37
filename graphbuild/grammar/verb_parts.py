"""What belongs to a verb: its group, its lemma, and who does what it says."""

from graphbuild.grammar.phrases import MAX_NAME, NOUNS, SUBJECTS, noun_phrase
from graphbuild.syntax import NOTHING, Syntax, Tokens

REACH = 40
STRAY = frozenset({"nsubj", "nsubjpass", "ROOT", "dep", "npadvmod"})
CUE_PARTS = frozenset({"aux", "auxpass", "neg", "prt"})
COPULAS = frozenset({"be", "become", "feel", "seem", "remain", "sound", "appear", "get", "look"})
# Verbs that lend a noun their subject: "expressed the hope that …".
LIGHT_VERBS = frozenset(
    {"have", "make", "give", "express", "take", "issue", "offer", "raise", "show", "hold", "voice"}
    | {"deliver", "launch", "get", "keep", "share", "send", "release", "declare", "face", "draw"}
    | {"throw", "repeat", "renew", "join", "lead", "bear", "lay", "pose", "reaffirm", "do", "find"}
)
# What one puts out to say something: "issued a statement saying".
MESSAGES = frozenset({"statement", "message", "letter", "note", "tweet", "report"})
# Verbs that only say whether another goes on: "went on to say", "failed to express".
ASPECTS = frozenset({"begin", "continue", "fail", "go", "keep", "start", "use"})


def lemma_of(syntax: Syntax, verb: int) -> str:
    """Return the lemma that *verb* is counted under, with its particle: "rule out"."""
    for child in syntax.children[verb]:
        if child > verb and syntax.deps[child] == "prt":
            return f"{syntax.lemmas[verb]} {syntax.words[child]}"
    return syntax.lemmas[verb]


def verb_group(syntax: Syntax, verb: int) -> Tokens:
    """Return the verb with its auxiliaries, negation, particles and the adverbs among them.

    A cue is one stretch: what stands before a subject ("did she say") is left out.
    """
    parts: set[int | None] = {verb}
    for child in syntax.children[verb]:
        dep = syntax.deps[child]
        if dep in CUE_PARTS or (child < verb and dep == "advmod"):
            parts.add(child)
    parts.discard(_will(syntax, verb))
    first = verb
    while first - 1 in parts:
        first -= 1
    first = _first_with_negation(syntax, verb, first)
    last = verb
    while last + 1 in parts:
        last += 1
    first = _first_of_chain(syntax, verb, first)
    return frozenset(range(first, last + 1))


def _first_of_chain(syntax: Syntax, verb: int, first: int) -> int:
    """Return where a cue begins that another verb leads to.

    "went on to say", "issued a statement saying"
    """
    above, dep = syntax.heads[verb], syntax.deps[verb]
    goes_on = dep in {"xcomp", "advcl"} and syntax.lemmas[above] in ASPECTS
    if goes_on and above < first <= above + 3:
        return min(verb_group(syntax, above))
    governor = syntax.heads[above]
    is_told = dep == "acl" and syntax.tags[verb] == "VBG" and syntax.lemmas[above] in MESSAGES
    if is_told and syntax.deps[above] == "dobj" and above == first - 1:
        return min(verb_group(syntax, governor))
    return first


def _first_with_negation(syntax: Syntax, verb: int, first: int) -> int:
    """Return where the group begins with its "not": "had not, so far, said"."""
    negation = syntax.child(verb, "neg")
    if negation is None or not first - MAX_NAME < negation < first:
        return first
    if any(syntax.deps[index] in SUBJECTS for index in range(negation, first)):
        return first
    auxiliary = syntax.child(verb, "aux")
    return auxiliary if auxiliary == negation - 1 else negation


def source_of(syntax: Syntax, verb: int) -> Tokens:
    """Return the agent of a passive verb, else the subject."""
    if is_passive(syntax, verb):
        return _agent(syntax, verb)
    subject = find_subject(syntax, verb)
    if subject is None:
        return _agent(syntax, verb)
    return noun_phrase(syntax, subject, verb)


def is_passive(syntax: Syntax, verb: int) -> bool:
    """Whether *verb* is passive, or a participle that is: "asked about it, she said …"."""
    if syntax.child(verb, "auxpass") is not None:
        return True
    auxiliary = syntax.child(verb, "aux")
    if syntax.tags[verb] == "VBN" and auxiliary is not None and syntax.lemmas[auxiliary] == "be":
        return True
    is_participle = syntax.tags[verb] == "VBN" and syntax.child(verb, "aux") is None
    return is_participle and syntax.deps[verb] in {"advcl", "acl"}


def _agent(syntax: Syntax, verb: int) -> Tokens:
    by = syntax.child(verb, "agent")
    return syntax.subtree(by) - {by} if by is not None else NOTHING


def find_subject(syntax: Syntax, verb: int) -> int | None:
    """Return the subject of *verb*, or of the verb that lends it one.

    A verb without a subject of its own takes that of the verb it is coordinated with or
    depends on: "came and said", "left, saying …", "by saying …", "a statement saying …".
    """
    for _ in range(REACH):
        subject = syntax.child(verb, *SUBJECTS)
        if subject is None:
            subject = _will(syntax, verb)
        if subject is not None:
            return subject
        head = _lender(syntax, verb)
        if head is None:
            return _stray_subject(syntax, verb)
        if syntax.pos[head] not in {"VERB", "AUX"}:
            return head
        verb = head
    return None


def _will(syntax: Syntax, verb: int) -> int | None:
    """Return the "Will" of "Will wrote", a name that was taken for an auxiliary."""
    auxiliary = syntax.child(verb, "aux")
    if auxiliary is not None and syntax.tags[verb] in {"VBD", "VBZ"}:
        return auxiliary if syntax.tags[auxiliary] == "MD" else None
    return None


def _stray_subject(syntax: Syntax, verb: int) -> int | None:
    """Return the nearest subject before a finite *verb* that the parse left without one."""
    if syntax.tags[verb] not in {"VBD", "VBZ", "VBP"}:
        return None
    for index in range(verb - 1, max(syntax.starts[verb], verb - REACH) - 1, -1):
        if syntax.quoted[index] >= 0:
            break
        is_time = syntax.ents[index] in {"DATE", "TIME"}
        if syntax.deps[index] in STRAY and syntax.pos[index] in NOUNS and not is_time:
            return index
    return None


def _lender(syntax: Syntax, verb: int) -> int | None:
    """Return the verb whose subject *verb* has too, or the noun that it says something of."""
    head, dep = syntax.heads[verb], syntax.deps[verb]
    if head == verb:
        return None
    if dep in {"acl", "relcl"}:
        governor = syntax.heads[head]
        is_object = syntax.deps[head] == "dobj" and syntax.pos[governor] == "VERB"
        is_reduced = dep == "acl" and syntax.tags[verb] != "VBN"
        return governor if is_object and is_reduced else head
    if dep == "pcomp" or (dep == "xcomp" and syntax.pos[head] == "ADJ"):
        return _verb_above(syntax, head)
    if syntax.pos[head] not in {"VERB", "AUX"}:
        return None
    if dep == "advcl" and _is_controlled(syntax, verb):
        return _matrix(syntax, verb, head)
    return head if dep in {"conj", "xcomp"} else None


def _verb_above(syntax: Syntax, index: int) -> int | None:
    """Return the verb that the token depends on: "after *saying* so, he left", "quick to *say*"."""
    while syntax.heads[index] != index:
        index = syntax.heads[index]
        if syntax.pos[index] in {"VERB", "AUX"}:
            return index
    return None


def _matrix(syntax: Syntax, verb: int, head: int) -> int:
    """Return the verb that a participle set off by a comma goes with.

    In "she said it would rain, adding that …" the one who adds is she who said.
    """
    first = syntax.left[verb]
    if syntax.tags[verb] == "VBG" and first > 0 and syntax.words[first - 1] == ",":
        while syntax.deps[head] == "ccomp" and syntax.pos[syntax.heads[head]] == "VERB":
            head = syntax.heads[head]
    return head


def _is_controlled(syntax: Syntax, verb: int) -> bool:
    """Whether an adverbial clause takes its subject from its head: "left, saying …", "to say"."""
    if syntax.tags[verb] in {"VBG", "VBN"}:
        return True
    return any(syntax.words[i] == "to" for i in syntax.children[verb] if i < verb)

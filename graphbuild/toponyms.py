"""What an article says of where its places lie: the evidence that places are chosen by.

Names beside a name ("Paris, Texas", "Kherson, in southern Ukraine", "the Turkish town of Van"),
words for what it is ("Harlan County", "the city of", "the Dnipro"), and the states that the rest
of the text speaks of, by their names and their people's.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphbuild.coreference import Cluster
from graphbuild.gazetteer import Gazetteer, Kind, NameKind, Place
from graphbuild.lexicons import demonym_states
from graphbuild.model import EntityType
from graphbuild.name_types import Name
from graphbuild.names import fold
from graphbuild.place_kinds import called_region, called_river

MAX_WORDS = 4
REACH = 60
CODE_OF_STATE = 2
_NAME = r"[^\W\d_a-z][\w.'’-]*(?: (?:(?:of|and|the|al|el|de|la) )?[^\W\d_a-z][\w.'’-]*){0,3}"
_SIDE = r"(?:(?:the |far |central |mid-)?(?:(?:north|south|east|west)\w*|central|rural|upstate) )?"
_INSIDE = re.compile(
    rf"(?:, | \(|, in | in |, of | of |, a [\w -]{{3,30}} in | [\w]+, )(?:the )?{_SIDE}({_NAME})"
)
_LISTED = re.compile(r"[,;] |,? (?:and|or) ")
_OWNER = re.compile(rf"({_NAME})['’]s? (?:[a-z-]+ ){{0,3}}$")
_PEOPLE = re.compile(r"([A-Z]\w+) (?:[a-z-]+ ){0,3}$")
_POSTAL = re.compile(r"[A-Z]{2}")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_HEADS = {
    Kind.DISTRICT: "county parish raion district borough municipality",
    Kind.REGION: "oblast province region state governorate prefecture krai republic emirate",
    Kind.WATER: "river lake sea bay gulf ocean strait canal creek reservoir channel sound",
    Kind.MOUNTAIN: "mountain mountains mount hills range",
    Kind.CITY: "city town village township suburb hamlet capital port municipality",
}
_KIND_OF_HEAD = {word: kind for kind, words in _HEADS.items() for word in words.split()}
_PARTS = re.compile(
    r"(?:(?:north|south|east|west|northern|southern|eastern|western|central|upper|lower|downtown|"
    r"mid|greater|rural|metropolitan|metro|inner|outer)[- ]?(?:east|west|eastern|western)? )+"
)
_FORMAL = re.compile(r"(?:city|town|village|township|county|state|province|republic|kingdom) of ")
_SHORT = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}


Container = tuple[int, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a name may mean.

    Attributes:
        name_kind: What the name is to it.
        is_part: Whether the name means a part of it: "northern Iraq".
    """

    place: Place
    name_kind: NameKind
    is_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A place that an article names, as the text shows it.

    Attributes:
        cluster: Position of its cluster.
        count: How often it is named.
        containers: Codes of the states and regions that names beside it say it lies in.
        parts: Codes of the states and regions that what is said to lie in it may lie in.
        kinds: What words in and beside its names say that it is, each by its share of the names.
        peers: Positions of the clusters that are listed with it: "Ohio, Utah and New York".
        follows_the: Whether its name mostly follows "the".
        kind: Of a region or river that shares its name with another place, else None.
    """

    cluster: int
    name: str
    count: int
    candidates: tuple[Candidate, ...]
    containers: frozenset[str]
    parts: frozenset[str]
    kinds: Mapping[Kind, float]
    peers: frozenset[int]
    follows_the: bool
    kind: Kind | None = None


def candidates(name: str, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Return the places that *name* may mean, by the first of its forms that any place has."""
    key = fold(name)
    for form in _forms(key):
        if found := gazetteer.candidates(form):
            return tuple(_candidate(place, kind) for place, kind in found)
    whole = _PARTS.sub("", key, count=1)
    if whole and whole != key:
        return tuple(
            _candidate(place, kind, is_part=True) for place, kind in gazetteer.candidates(whole)
        )
    return ()


def _candidate(place: Place, kind: NameKind, *, is_part: bool = False) -> Candidate:
    return Candidate(place=place, name_kind=kind, is_part=is_part)


def _forms(key: str) -> Iterator[str]:
    yield key
    words = key.removeprefix("the ").split()
    yield " ".join(words)
    yield " ".join(_SHORT.get(word, word) for word in words)
    yield _FORMAL.sub("", " ".join(words), count=1)
    if len(words) > 1 and _KIND_OF_HEAD.get(words[-1]) in {Kind.DISTRICT, Kind.REGION, Kind.CITY}:
        yield " ".join(words[:-1])


def find_toponyms(
    text: str, clusters: Sequence[Cluster], places: Sequence[int], gazetteer: Gazetteer
) -> list[Toponym]:
    """Return what the text shows of the clusters at the positions *places*."""
    starts = {
        name.start: position for position in places for name, _, _ in clusters[position].names
    }
    peers: dict[int, set[int]] = defaultdict(set)
    for listed in _lists(text, clusters, places):
        for position in listed:
            peers[position] |= listed
    inside: dict[int, set[str]] = defaultdict(set)
    parts: dict[int, set[str]] = defaultdict(set)
    for position in places:
        for name, _, _ in clusters[position].names:
            for start, codes in _containers(text, name.start, name.end, gazetteer):
                inside[position] |= codes
                parts[starts.get(start, -1)] |= _homes(clusters[position], gazetteer)
    return [
        Toponym(
            cluster=position,
            name=clusters[position].name,
            count=len(clusters[position].names),
            candidates=_candidates_of(clusters[position], gazetteer),
            containers=frozenset(inside[position]),
            parts=frozenset(parts[position]),
            kinds=_kinds(text, clusters[position]),
            peers=frozenset(peers[position] - {position}),
            follows_the=_mostly_follows_the(text, clusters[position]),
            kind=clusters[position].kind,
        )
        for position in places
    ]


def _candidates_of(cluster: Cluster, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Return the places that *cluster* may be, of a known kind only those of it."""
    if cluster.kind is None:
        return candidates(cluster.name, gazetteer)
    called = called_region if cluster.kind is Kind.REGION else called_river
    return tuple(_candidate(place, kind) for place, kind in called(cluster.name, gazetteer))


def _homes(cluster: Cluster, gazetteer: Gazetteer) -> set[str]:
    places = [each.place for each in _candidates_of(cluster, gazetteer)]
    return {code for place in places for code in (place.country, place.region) if code}


# ------------------------------------------------------------------ names beside a name
def _containers(text: str, start: int, end: int, gazetteer: Gazetteer) -> Iterator[Container]:
    """Yield where a name beside a name begins, and the states and regions that it may mean."""
    if match := _INSIDE.match(text[end : end + REACH]):
        codes = _territories(match[1], gazetteer)
        # "Georgia, Alabama" is a list; "Georgia, USA" is not.
        is_list = match[0].startswith(", ") and any(
            place.kind is Kind.REGION for place in gazetteer.find(text[start:end])
        )
        yield (
            end + match.start(1),
            frozenset(code for code in codes if not is_list or len(code) == CODE_OF_STATE),
        )
    begin = max(start - REACH, 0)
    if match := _OWNER.search(text[begin:start]):
        yield begin + match.start(1), _territories(match[1], gazetteer)
    if match := _PEOPLE.search(text[begin:start]):
        yield begin + match.start(1), demonym_states([fold(match[1])])


def _territories(words: str, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the codes of the states or regions that the longest beginning of *words* names."""
    if _POSTAL.fullmatch(words):
        return frozenset({f"US.{words}"})
    pieces = words.split()
    for size in range(len(pieces), 0, -1):
        if found := _codes(" ".join(pieces[:size]), gazetteer):
            return found
    return frozenset()


def _codes(name: str, gazetteer: Gazetteer) -> frozenset[str]:
    has_head = fold(name).split()[-1:] and fold(name).split()[-1] in _KIND_OF_HEAD
    places = [each.place for each in candidates(name, gazetteer)]
    return frozenset(
        place.region or place.country
        for place in places
        if place.kind in {Kind.NATION, Kind.REGION}
        or (place.kind is Kind.DISTRICT and (has_head or place.subdivision))
        or (place.kind is Kind.AREA and place.country)
    )


def _lists(text: str, clusters: Sequence[Cluster], places: Sequence[int]) -> Iterator[set[int]]:
    """Yield the positions of the clusters whose names stand in a list: "Ohio, Utah and Iowa"."""
    spans = sorted(
        (name.start, name.end, position)
        for position in places
        for name, _, _ in clusters[position].names
    )
    listed: list[int] = []
    links: list[str] = []
    end = -1
    for start, stop, position in [*spans, (len(text) + 1, 0, -1)]:
        between = text[end:start] if 0 <= end <= start else ""
        if not _LISTED.fullmatch(between) or start > len(text):
            # "Paris, Texas" is no list.
            if len(listed) > 2 or any(map(str.isalpha, "".join(links))):
                yield set(listed)
            listed, links = [], []
        else:
            links.append(between)
        listed.append(position)
        end = stop


# ------------------------------------------------------------------ words beside a name
def _kinds(text: str, cluster: Cluster) -> dict[Kind, float]:
    shares: dict[Kind, float] = defaultdict(float)
    for name, _, _ in cluster.names:
        for kind in {_KIND_OF_HEAD[word] for word in _heads(text, name) if word in _KIND_OF_HEAD}:
            shares[kind] += 1 / len(cluster.names)
    return dict(shares)


def _heads(text: str, name: Name) -> Iterator[str]:
    """Yield the words that may say what a name is of: "Lake X", "X River", "the town of X"."""
    words = fold(name.text).split()
    if len(words) > 1:
        yield from (words[0], words[-1])
    after = _WORD.match(text, name.end + 1)
    if after and text[name.end : name.end + 1] == " ":
        yield fold(after[0])
    before = fold(text[max(name.start - REACH, 0) : name.start]).split()
    if before[-1:] == ["of"]:
        yield from before[-2:-1]


def _mostly_follows_the(text: str, cluster: Cluster) -> bool:
    starts = [name.start for name, _, _ in cluster.names]
    after_the = sum(text[max(start - 4, 0) : start].lower() == "the " for start in starts)
    return 2 * after_the > len(starts)


# ------------------------------------------------------------------ the rest of the text
def spoken_of(text: str, clusters: Sequence[Cluster], gazetteer: Gazetteer) -> dict[str, float]:
    """Count the states and regions that *text* speaks of outside its names of places and people.

    By their people ("Turkish"), and in other names: "Ohio State Patrol", "Rapides Parish Fire
    District". What several places may be counts for each in part.
    """
    taken = {
        offset
        for cluster in clusters
        if cluster.type is not EntityType.ORGANIZATION
        for name, _, _ in cluster.names
        for offset in range(name.start, name.end)
    }
    counts: dict[str, float] = defaultdict(float)
    for run in _capitalised(text, taken):
        for codes in _spoken_of(run, gazetteer):
            for code in codes:
                # A region speaks for its state too.
                for spoken in {code, code[:CODE_OF_STATE]}:
                    counts[spoken] += 1 / len(codes)
    return counts


def _capitalised(text: str, taken: Collection[int]) -> Iterator[list[str]]:
    """Yield the runs of capitalised words, folded."""
    run: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        is_open = match[0][0].isupper() and match.start() not in taken
        if run and not (is_open and text[end : match.start()] == " "):
            yield run
            run = []
        if is_open:
            run.append(fold(match[0]))
        end = match.end()
    yield run


def _spoken_of(run: list[str], gazetteer: Gazetteer) -> Iterator[frozenset[str]]:
    first = 0
    while first < len(run):
        for size in range(min(MAX_WORDS, len(run) - first), 0, -1):
            codes = _meant(run[first : first + size], gazetteer)
            if codes:
                yield codes
                break
        first += size


def _meant(words: list[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the codes of the states or regions that the folded words name, or whose people."""
    if people := demonym_states(words[:2]) if len(words) < 3 else frozenset():
        return people
    has_head = len(words) > 1 and _KIND_OF_HEAD.get(words[-1]) in {Kind.DISTRICT, Kind.REGION}
    return frozenset(
        place.region or place.country
        for place, kind in gazetteer.candidates(" ".join(words))
        if place.is_region and kind is not NameKind.ABBREVIATION
        if has_head or (place.kind is not Kind.DISTRICT and kind is NameKind.MAIN)
    )

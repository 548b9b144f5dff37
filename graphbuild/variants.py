"""Forms of a name that a careful reader takes for one: pet forms, misspellings, short forms.

``names`` folds what is the same but for its letters; here is what takes knowledge of names.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, takewhile

from graphbuild.gazetteer import Gazetteer
from graphbuild.lexicons import given_name_gender, table
from graphbuild.names import (
    MINOR_WORDS,
    fold,
    is_acronym_of,
    is_part_of,
    person_tokens,
    without_postnominals,
)

MASCULINE, FEMININE = "m", "f"
# Titles that stand before a surname and tell the gender.
HONORIFICS = {
    **dict.fromkeys(("mr", "sir", "lord", "king", "prince", "father", "pope"), MASCULINE),
    **dict.fromkeys(("mrs", "ms", "miss", "lady", "dame", "queen", "princess"), FEMININE),
}
_NUMERALS = frozenset({"jr", "sr", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "xiv", "xvi"})
# Words that say what sort of place a name names and that are left out at will: of towns, and of
# what is larger.
_TOWNS = frozenset({"city", "town"})
_REGIONS = frozenset({"state", "province", "oblast", "strip", "republic", "kingdom"})
# A misspelling is believed in words of this length: surnames, other words of a name alike else.
MIN_MISSPELT, MIN_MISSPELT_WORD, MIN_MISSPELT_GIVEN = 7, 6, 5

# Spellings of one sound of Cyrillic or Arabic, the longest first, and vowels, which differ most.
_SOUNDS = (
    *(("tsch", "c"), ("shch", "c"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("kh", "h")),
    *(("gh", "g"), ("dh", "d"), ("zh", "j"), ("ch", "c"), ("sh", "s"), ("ph", "f"), ("th", "t")),
    *(("ts", "c"), ("tz", "c"), ("ck", "k"), ("x", "ks"), ("q", "g"), ("w", "v"), ("z", "s")),
)
_VOWELS = frozenset("aeiouy")
# Fewer consonants than these are those of too many names.
MIN_BONES = 3


# ------------------------------------------------------------------ people
def gender_of(name: str) -> str | None:
    """Return ``m`` or ``f`` where the given name of a person's full name tells it.

    >>> gender_of("Volodymyr Keller"), gender_of("Keller")
    ('m', None)
    """
    tokens = fold(name).split()
    if not tokens:
        return None
    return given_name_gender(tokens[0]) if len(tokens) > 1 else table("given_names").get(tokens[0])


def may_be_same_person(left: str, right: str) -> bool:
    """Whether two full names may name one person.

    >>> may_be_same_person("Bill Keller", "William J. Keller")
    True
    >>> may_be_same_person("Paul Keller II", "Paul Keller III")
    False
    """
    (one, numeral), (other, second) = _bare(left), _bare(right)
    if len(one) < 2 or len(other) < 2 or _contradict(numeral, second):
        return False
    if sorted(one) == sorted(other):
        return True
    if one[-1] == other[-1]:
        return same_given(one[0], other[0])
    return one[:-1] == other[:-1] and is_misspelt(one[-1], other[-1])


def may_be_short_for(short: str, full: str) -> bool:
    """Whether *short* is the surname, a given name or a run of tokens of the name *full*.

    >>> may_be_short_for("van Dyk", "Peter van Dyk"), may_be_short_for("Pete", "Peter van Dyk")
    (True, True)
    """
    (part, numeral), (whole, second) = _bare(short), _bare(full)
    if len(whole) < 2 or _contradict(numeral, second):
        return False
    is_pet_form = len(part) == 1 and whole[0] in pet_forms(part[0])
    return is_pet_form or is_part_of(part, whole)


def is_misspelt_surname(short: str, full: str) -> bool:
    """Whether *short* is the surname of *full* with a letter wrong.

    >>> is_misspelt_surname("Kadirov", "Ramzan Kadyrov")
    True
    """
    part, whole = person_tokens(short), person_tokens(full)
    return len(part) == 1 < len(whole) and is_misspelt(part[0], whole[-1])


def _bare(name: str) -> tuple[tuple[str, ...], str | None]:
    """Return the tokens of a person's name, and the numeral or "jr" behind them."""
    folded = without_postnominals(fold(name).split())
    numeral = folded.pop() if len(folded) > 1 and folded[-1] in _NUMERALS else None
    return person_tokens(" ".join(folded)), numeral


def _contradict(left: str | None, right: str | None) -> bool:
    return left is not None and right is not None and left != right


def same_given(left: str, right: str) -> bool:
    """Whether two folded given names, initials among them, may be one person's."""
    if left == right or (min(len(left), len(right)) == 1 and left[0] == right[0]):
        return True
    if left in pet_forms(right) or right in pet_forms(left):
        return True
    known = table("given_names")
    return not (left in known and right in known) and is_misspelt(left, right, MIN_MISSPELT_GIVEN)


def is_given_name(token: str) -> bool:
    """Whether a folded word is known as a given name or as the pet form of one."""
    known = ("given_names", "doubtful_given_names", "hypocorisms")
    return any(token in table(name) for name in known)


def pet_forms(given: str) -> frozenset[str]:
    """Return the given names that the pet form *given* stands for."""
    return frozenset(table("hypocorisms").get(given, "").split())


# ------------------------------------------------------------------ other scripts
def may_be_transliterated(left: str, right: str) -> bool:
    """Whether two folded tokens may spell one name of another script or language.

    >>> may_be_transliterated("vladimir", "volodymyr"), may_be_transliterated("daniel", "danielle")
    (True, False)
    """
    bones = skeleton(left)
    genders = {given_name_gender(left), given_name_gender(right)} - {None}
    return len(bones) >= MIN_BONES and bones == skeleton(right) and len(genders) < 2


@lru_cache(maxsize=50_000)
def skeleton(token: str) -> str:
    """Return the consonants of a folded token, those that languages write differently made one.

    >>> skeleton("yevgeny") == skeleton("evgeniy"), skeleton("gaddafi"), skeleton("qaddafy")
    (True, 'gdf', 'gdf')
    """
    for spelt, sound in _SOUNDS:
        token = token.replace(spelt, sound)
    consonants = (char for char in token if char not in _VOWELS)
    return "".join(char for char, _ in groupby(consonants))


# ------------------------------------------------------------------ organizations
def may_be_same_organization(left: str, right: str) -> bool:
    """Whether two names may name one organization, of which neither is an acronym.

    >>> may_be_same_organization("Food Standards Norway", "Food Standards of Norway")
    True
    """
    one, other = _major(left), _major(right)
    if one == other or _same_but_for_one(one, other):
        return True
    # "Social Democrat", "Social Democrats"; "Cloud 9", "Cloud9".
    joined, second = "".join(one), "".join(other)
    return len(joined) > MIN_MISSPELT_WORD and (
        joined == second or joined + "s" == second or joined == second + "s"
    )


def is_short_organization(short: str, full: str) -> bool:
    """Whether *short* begins or ends the name *full*, as "Amnesty" does "Amnesty International"."""
    part, whole = tuple(fold(short).split()), tuple(fold(full).split())
    is_part = 0 < len(part) < len(whole)
    return is_part and (whole[: len(part)] == part or whole[-len(part) :] == part)


def _major(name: str) -> tuple[str, ...]:
    return tuple(word for word in fold(name).split() if word not in MINOR_WORDS)


def _same_but_for_one(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) != len(other) or len(one) < 2:
        return False
    unlike = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(unlike) == 1 and is_misspelt(*unlike[0], MIN_MISSPELT_WORD)


# ------------------------------------------------------------------ places
def may_be_same_place(left: str, right: str, gazetteer: Gazetteer) -> bool:
    """Whether two names are of one place but for a word that says its sort, or abbreviated.

    "Rakhine State" is Rakhine and "NSW" New South Wales; but Mexico City isn't Mexico, nor
    Kherson Oblast Kherson.
    """
    if is_acronym_of(left, right) or is_acronym_of(right, left):
        return True
    one, other = fold(left), fold(right)
    return _is_with_sort(one, other, gazetteer) or _is_with_sort(other, one, gazetteer)


def _is_with_sort(long: str, bare: str, gazetteer: Gazetteer) -> bool:
    """Whether *long* is *bare* with a word that says what sort of place it is, and rightly."""
    for sort in _TOWNS | _REGIONS:
        if long in {f"{bare} {sort}", f"{sort} of {bare}"}:
            known = gazetteer.find(bare)[:1]
            return not known or known[0].is_region is (sort in _REGIONS)
    return False


# ------------------------------------------------------------------ spelling
def is_misspelt(left: str, right: str, shortest: int = MIN_MISSPELT) -> bool:
    """Whether two words differ by one letter, or two that changed places, and begin alike.

    >>> is_misspelt("lewandowski", "lewandowksi"), is_misspelt("keller", "kepler")
    (True, False)
    """
    if left[:1] != right[:1] or min(len(left), len(right)) < shortest or left == right:
        return False
    if abs(len(left) - len(right)) > 1:
        return False
    start = _shared(left, right)
    end = _shared(reversed(left[start:]), reversed(right[start:]))
    rests = left[start : len(left) - end], right[start : len(right) - end]
    is_swapped = len(rests[0]) == 2 and rests[0] == rests[1][::-1]
    return is_swapped or max(len(rest) for rest in rests) <= 1


def _shared(left: "Iterator[str] | str", right: "Iterator[str] | str") -> int:
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    )

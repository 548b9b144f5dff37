"""Texts made to break the claims stage, and what must hold of the claims of any text.

python tests/fuzzing.py [CASES]     10,000 by default; part of ``make soak``
"""

import sys
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphbuild.claims import FoundClaim, find_claims
from graphbuild.model import Spans
from graphbuild.nlp import load_nlp

CASES = 10_000
WORDS = [
    *(
        "Maria Keller",
        "he",
        "who",
        "it",
        "the dam",
        "officials",
        "NATO",
        "Monday",
        "Will",
        "40,000",
    ),
    *("said", "says that", "denied", "according to", "told", "asked", "wants to", "is believed to"),
    *("what a", "which", "made", "has", "plan", "promise", "how", "afraid", "known", "failed to"),
    *("not", "no", "that", "to", "of", "for", "and", "if", "as", "by", "claim", "critical of"),
]
MARKS = "\"'“”‘’«»„‟`.,:;!?-–—()[]%$ \n\t\r\u00a0\u202e\u0000"
TEXTS = st.one_of(
    st.lists(st.sampled_from([*WORDS, *MARKS]), max_size=60).map(" ".join),
    st.lists(st.sampled_from([*WORDS, *MARKS, "\n\n"]), max_size=60).map("".join),
    st.text(max_size=200),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=40).map(" ".join),
)


def check_claims(text: str, claims: Sequence[FoundClaim]) -> None:
    """Assert that each claim has a cue and a content, in order, within the text and apart."""
    for claim in claims:
        assert claim.cue
        assert claim.content
        for spans in (claim.source, claim.cue, claim.content, claim.negation, claim.hedges):
            _check_spans(text, spans)
        assert not _characters(claim.cue) & _characters(claim.content)
        assert not _characters(claim.cue) & _characters(claim.source)
        own = _characters((*claim.cue, *claim.content))
        assert _characters(claim.negation) <= own | _characters(claim.source)
        assert _characters(claim.hedges) <= own
        values = (*claim.quantities, *claim.dates)
        assert {i for each in values for i in range(each.start, each.end)} <= _characters(
            claim.content
        )
        assert 0 < claim.score < 1


def _check_spans(text: str, spans: Spans) -> None:
    ends = [0, *(end for _, end in spans)]
    for (start, end), before in zip(spans, ends, strict=False):
        assert before <= start < end <= len(text)
        assert text[start:end].strip()


def _characters(spans: Spans) -> set[int]:
    return {index for start, end in spans for index in range(start, end)}


def main() -> None:
    """Exit with an error, and the smallest text that made it, if a claim breaks a rule."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    nlp = load_nlp()

    @settings(
        max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(text=TEXTS)
    def fuzz(text: str) -> None:
        check_claims(text, find_claims(nlp(text)))

    fuzz()
    sys.stdout.write(f"{cases} texts: no failure\n")


if __name__ == "__main__":
    main()

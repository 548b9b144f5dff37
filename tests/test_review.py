"""A person's answers: what is asked, what is shown, and what each answer becomes."""

from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest
from articles_by_hand import drawn

from graphbuild.decision_file import HEADER, read_decisions
from graphbuild.decisions import Decisions
from graphbuild.errors import DecisionError
from graphbuild.judgements import Doubt
from graphbuild.model import Extraction
from graphbuild.obeying import obey
from graphbuild.review import Review, harmless, pair_text, review_claims, review_pairs

A = drawn(
    "a",
    "[Maria Keller|e1/p] met [Washington|e2/p] in [Washington|e3/l]. Rain fell. "
    "[Keller|e1/p] {said|that the bridge would be closed|e1}. It {denied|that it rained|}.",
    title="A Rally",
)
B = drawn("b", "[Keller|e1/p] slept. [Washington|e2/o] {said|that she had slept well|e1}.")
C = drawn("c", "[M. Keller|e1/p] wept.")


def doubt(one: tuple[str, str], other: tuple[str, str], *, same: bool = False) -> Doubt:
    return Doubt(
        one=one,
        other=other,
        same=same,
        rule="surname",
        score=0.6,
        evidence=("name keller", "not with Washington"),
        weight=3,
    )


DOUBTS = [
    doubt(("a", "e1"), ("b", "e1"), same=True),
    doubt(("a", "e1"), ("c", "e1")),
    doubt(("b", "e1"), ("c", "e1")),
    doubt(("a", "e3"), ("b", "e2")),
]


class Session:
    """A review with given answers, and what it shows."""

    def __init__(
        self,
        path: Path,
        *answers: str,
        claims: bool = False,
        width: int = 80,
        articles: tuple[Extraction, ...] = (A, B, C),
    ) -> None:
        file = path / "decisions.yaml"
        before = read_decisions(file) if file.exists() else Decisions()
        self.shown: list[str] = []
        self.questions: list[str] = []
        self.answers = iter(answers)
        self.review = Review(DOUBTS, articles, Decisions(entries=before.entries, files=(file,)))
        go_through = review_claims if claims else review_pairs
        self.number = go_through(self.review, self.ask, self.shown.append, width=width)
        text = file.read_text() if file.exists() else HEADER
        self.lines = text.removeprefix(HEADER).splitlines()

    def ask(self, question: str) -> str:
        self.questions.append(question)
        answer = next(self.answers, None)
        if answer is None:
            raise EOFError
        return answer


KELLER_A = '{article: "a", title: "A Rally", name: "Maria Keller"}'
KELLER_B = '{article: "b", name: "Keller"}'
KELLER_C = '{article: "c", name: "M. Keller"}'
CITY_A = '{article: "a", title: "A Rally", name: "Washington", at: 31}'
BODY_B = '{article: "b", name: "Washington"}'


# ------------------------------------------------------------------ pairs
def test_answers_become_lines_at_once(tmp_path):
    seen = []

    class Watched(Session):
        def ask(self, question: str) -> str:
            file = tmp_path / "decisions.yaml"
            seen.append(file.read_text().count("\n- ") if file.exists() else 0)
            return super().ask(question)

    done = Watched(tmp_path, "same", "different", "skip")
    assert done.lines == [
        f"- {{same: [{KELLER_A}, {KELLER_B}]}}",
        f"- {{different: [{KELLER_A}, {KELLER_C}]}}",
    ]
    # That b and c differ follows, so that the third question is on the fourth pair.
    assert seen == [0, 1, 2]
    assert (done.number, done.review.added) == (4, 2)


@pytest.mark.parametrize(
    ("answers", "lines", "questions"),
    [
        (["s", "d", "k"], 2, 3),
        (["SAME ", "diff", ""], 2, 3),
        (["q"], 0, 1),
        (["quit", "same"], 0, 1),
        ([], 0, 1),
        (["", "", "", ""], 0, 4),
        (["maybe", "s", "x", "d", "k"], 2, 5),
    ],
)
def test_short_answers_and_wrong_ones(tmp_path, answers, lines, questions):
    done = Session(tmp_path, *answers)
    assert (len(done.lines), len(done.questions)) == (lines, questions)


def test_what_is_decided_is_not_asked_again(tmp_path):
    Session(tmp_path, "same", "different", "quit")
    again = Session(tmp_path, *repeat("skip", 9))
    assert (again.number, len(again.questions)) == (1, 1)
    Session(tmp_path, "different")
    nothing = Session(tmp_path)
    assert (nothing.number, nothing.questions, nothing.shown) == (0, [], [])


def test_a_type_is_changed_and_the_pair_asked_again(tmp_path):
    done = Session(tmp_path, "k", "k", "k", "type", "2", "loc", "article", "same")
    assert done.lines == [
        f"- {{type: location, entity: {BODY_B}}}",
        f"- {{same: [{CITY_A}, {BODY_B}]}}",
    ]
    assert "Washington (organization)" in done.shown[3]
    assert "1 Washington (location)   2 Washington (organization)" in done.shown[4]
    assert (
        "Washington (location)" in done.shown[5].splitlines()[-1] or "(location)" in done.shown[5]
    )


def test_a_type_may_be_that_of_all_that_are_called_so(tmp_path):
    done = Session(tmp_path, "k", "k", "k", "type", "2", "loc", "everywhere", "quit")
    assert done.lines == ['- {type: location, entity: {name: "Washington"}}']
    found = obey((A, B, C), read_decisions(tmp_path / "decisions.yaml"))
    assert found.typed == (("a", "e2"), ("a", "e3"), ("b", "e2"))


def test_an_answer_that_contradicts_is_not_added(tmp_path):
    file = tmp_path / "decisions.yaml"
    file.write_text(
        f"- {{type: person, entity: {BODY_B}}}\n- {{type: location, entity: {CITY_A}}}\n"
    )
    done = Session(tmp_path, "k", "k", "k", "same", "q")
    assert len(read_decisions(file).entries) == 2
    assert "not added: " in done.shown[-1]
    assert "contradicts" in done.shown[-1]


def test_what_stands_in_the_file_stays(tmp_path):
    before = "# ours\n\n-   {type: person,   entity: Q1} # sure"
    (tmp_path / "decisions.yaml").write_text(before)
    Session(tmp_path, "same", "quit")
    after = (tmp_path / "decisions.yaml").read_text()
    assert after == f"{before}\n- {{same: [{KELLER_A}, {KELLER_B}]}}\n"


def test_a_contradictory_file_is_told_before_anything_is_asked(tmp_path):
    file = tmp_path / "decisions.yaml"
    file.write_text(
        f"- {{same: [{KELLER_A}, {KELLER_B}]}}\n- {{different: [{KELLER_B}, {KELLER_A}]}}\n"
    )
    with pytest.raises(DecisionError, match=r"decisions\.yaml:2: .* Delete one"):
        Session(tmp_path)


def test_the_answers_are_obeyed(tmp_path):
    Session(tmp_path, "same", "different", "type", "2", "location", "a", "same")
    found = obey((A, B, C), read_decisions(tmp_path / "decisions.yaml"))
    assert found.same == ((("a", "e1"), ("b", "e1")), (("a", "e3"), ("b", "e2")))
    assert found.different == ((("a", "e1"), ("c", "e1")),)
    assert found.stale == ()


# ------------------------------------------------------------------ what is shown
def test_a_pair_is_shown_side_by_side(tmp_path):
    shown = Session(tmp_path, width=60).shown[0]
    assert shown.splitlines() == [
        "",
        "1 of 4: the graph holds them to be one (surname, 0.60)",
        "name keller; not with Washington",
        "",
        "Maria Keller (person)        │ Keller (person)",
        "A Rally                      │ b",
        "a                            │",
        "                             │ *Keller* slept.",
        "*Maria Keller* met           │",
        "Washington in Washington.    │",
        "                             │",
        "*Keller* said that the       │",
        "bridge would be closed.      │",
    ]


@pytest.mark.parametrize("width", [1, 10, 40, 51, 80, 200])
def test_no_line_is_wider_than_the_screen(tmp_path, width):
    for line in Session(tmp_path, width=width).shown[0].splitlines():
        assert len(line) <= width


def test_a_narrow_screen_has_one_below_the_other(tmp_path):
    shown = Session(tmp_path, width=40).shown[0]
    assert "│" not in shown
    assert shown.index("Maria Keller (person)") < shown.index("Keller (person)\nb")


HOSTILE = "\x1b[2J\u202eevil\x9b31m\u2066\x07"


def test_hostile_words_steer_no_terminal(tmp_path):
    bad = drawn(
        "a",
        f"[Kel{HOSTILE}ler|e1/p] {{said|that {HOSTILE} rained|e1}}. [Oslo|e3/l] is cold.",
        title=f"T{HOSTILE}",
    )
    for claims in (False, True):
        done = Session(tmp_path, "same", "quit", claims=claims, articles=(bad, B, C))
        for line in chain.from_iterable(each.splitlines() for each in done.shown):
            assert line.isprintable()
            assert "evil" not in line or "\ufffdevil" in line
    (decision,) = read_decisions(tmp_path / "decisions.yaml").entries
    assert obey((bad, B, C), Decisions(entries=(decision,))).stale == ()


def test_harmless_keeps_letters_of_all_languages():
    assert harmless("Zelenśkyj Зеленський\n 泽连斯基 “a”") == "Zelenśkyj Зеленський 泽连斯基 “a”"


# ------------------------------------------------------------------ claims
def claim(article: str, content: str, cue: str, title: str = "") -> str:
    return f'{{article: "{article}", {title}content: "{content}", cue: "{cue}"}}'


BRIDGE = claim("a", "that the bridge would be closed", "said", 'title: "A Rally", ')
RAIN = claim("a", "that it rained", "denied", 'title: "A Rally", ')
SLEEP = claim("b", "that she had slept well", "said")


def test_answers_on_claims_become_lines(tmp_path):
    done = Session(tmp_path, "right", "speaker", "2", "wrong", claims=True)
    assert done.lines == [
        f"- {{right: {BRIDGE}}}",
        f'- {{speaker: {{name: "Washington", at: 17}}, claim: {RAIN}}}',
        f"- {{wrong: {SLEEP}}}",
    ]
    assert (done.number, Session(tmp_path, claims=True).number) == (3, 0)
    found = obey((A, B, C), read_decisions(tmp_path / "decisions.yaml"))
    assert [[each.speaker for each in extraction.claims] for extraction in found.extractions] == [
        ["e1", "e2"],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        (["speaker", "0"], f"- {{speaker: null, claim: {BRIDGE}}}"),
        (["sp", "9", "1"], f'- {{speaker: "Maria Keller", claim: {BRIDGE}}}'),
        (["w"], f"- {{wrong: {BRIDGE}}}"),
    ],
)
def test_who_speaks_is_chosen_from_the_article(tmp_path, answers, line):
    assert Session(tmp_path, *answers, claims=True).lines == [line]


def test_a_claim_is_shown_with_its_parts(tmp_path):
    shown = Session(tmp_path, claims=True).shown[0]
    assert shown.splitlines() == [
        "",
        "1 of 3: statement, 0.85 (clausal-complement)",
        "A Rally",
        "a",
        "",
        "speaker: Maria Keller (person)",
        "source:",
        "cue:     said",
        "content: that the bridge would be closed",
        "",
        "Keller said *that the bridge would be closed*.",
    ]


def test_the_weakest_claim_comes_first(tmp_path):
    weak = replace(B, claims=(replace(B.claims[0], score=0.2),))
    done = Session(tmp_path, claims=True, articles=(A, weak, C))
    assert "1 of 3: statement, 0.20" in done.shown[0]


def test_a_pair_can_be_shown_alone(tmp_path):
    review = Review(DOUBTS, (A, B, C), Decisions(files=(tmp_path / "decisions.yaml",)))
    assert "the graph holds them to be two" in pair_text(review, DOUBTS[1], "2 of 4", 80)

"""Who says, thinks, fears, denies … what: one row for each form that news has."""

import fuzzing
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from spacy.tokens import Doc

from graphbuild.claims import THRESHOLD, find_claims
from graphbuild.model import Spans

KELLER, NOVAK = "Maria Keller", "Peter Novak"


def joined(text: str, spans: Spans) -> str:
    return " | ".join(text[start:end] for start, end in spans)


@pytest.fixture
def check_claims(nlp):
    """Check (source, cue, content) of each claim: parts of one are joined by " | "."""

    def check(text: str, *expected: tuple[str, str, str]) -> None:
        found = find_claims(nlp(text))
        parts = [(each.source, each.cue, each.content) for each in found]
        assert [tuple(joined(text, spans) for spans in each) for each in parts] == list(expected)

    return check


@pytest.fixture
def stance(nlp):
    """Return form, attitude, polarity and certainty of the only claim of a text."""

    def stance_of(text: str) -> str:
        (claim,) = find_claims(nlp(text))
        return f"{claim.form} {claim.attitude} {claim.polarity} {claim.certainty}"

    return stance_of


DIRECT = [
    ("“The dam will hold,” Maria Keller said on Monday.", KELLER, "said", "“The dam will hold,”"),
    ('"The dam will hold," Maria Keller said.', KELLER, "said", '"The dam will hold,"'),
    ("‘The dam will hold,’ Maria Keller said.", KELLER, "said", "‘The dam will hold,’"),
    ("”The dam will hold,“ Maria Keller said.", KELLER, "said", "”The dam will hold,“"),
    ("«The dam will hold», said Maria Keller.", KELLER, "said", "«The dam will hold»"),
    ("'The dam will hold,' Maria Keller said.", KELLER, "said", "'The dam will hold,'"),
    ("Maria Keller said: ” The dam will hold“.", KELLER, "said:", "” The dam will hold“"),
    ("Maria Keller: “The dam will hold.”", KELLER, ":", "“The dam will hold.”"),
    (
        "“The dam will hold.” – Maria Keller, engineer",
        "Maria Keller, engineer",
        "–",
        "“The dam will hold.”",
    ),
    (
        "“The dam will hold,” said Maria Keller, the chief engineer.",
        "Maria Keller, the chief engineer",
        "said",
        "“The dam will hold,”",
    ),
    (
        "“We won,” Maria Keller said. “The dam held.”",
        KELLER,
        "said",
        "“We won,” | “The dam held.”",
    ),
    (
        (
            "Maria Keller said: “The dam will hold until spring.\n\n“And we shall repair "
            "it afterwards.”\n\nThe river fell on Tuesday."
        ),
        KELLER,
        "said:",
        "“The dam will hold until spring.\n\n“And we shall repair it afterwards.”",
    ),
    ("“They call it ‘the wall’,” Maria Keller said.", KELLER, "said", "“They call it ‘the wall’,”"),
]
INDIRECT = [
    ("Maria Keller said that the dam would hold.", KELLER, "said", "that the dam would hold"),
    (
        "Maria Keller told reporters that the dam would hold.",
        KELLER,
        "told",
        "that the dam would hold",
    ),
    ("The dam would hold, Maria Keller added.", KELLER, "added", "The dam would hold"),
    (
        "The bridge, Maria Keller said, was shut at noon.",
        KELLER,
        "said",
        "The bridge | was shut at noon",
    ),
    ("According to Maria Keller, the dam is safe.", KELLER, "According to", "the dam is safe"),
    (
        "The dam is safe, according to the Ministry of Defence.",
        "the Ministry of Defence",
        "according to",
        "The dam is safe",
    ),
    (
        "Norway has made it known that the border will stay open.",
        "Norway",
        "has made it known",
        "that the border will stay open",
    ),
    ("Turkey promised to open the border.", "Turkey", "promised", "to open the border"),
    ("The minister rejected a plan for taxes.", "The minister", "rejected", "a plan for taxes"),
    ("Maria Keller accused Peter Novak of lying.", KELLER, "accused", "Peter Novak of lying"),
    (
        "For President Peter Novak, the offer is a step in the right direction.",
        "President Peter Novak",
        "For",
        "the offer is a step in the right direction",
    ),
    ("In the view of Maria Keller, the dam is safe.", KELLER, "In the view of", "the dam is safe"),
    ("The dam is said to be unsafe.", "", "is said", "The dam | to be unsafe"),
    ("Norway fears that the border may close.", "Norway", "fears", "that the border may close"),
    (
        "Peter Novak did not say that the bridge was shut.",
        NOVAK,
        "did not say",
        "that the bridge was shut",
    ),
    (
        "Officials reportedly said the dam had burst.",
        "Officials",
        "reportedly said",
        "the dam had burst",
    ),
    ("Maria Keller refused to comment on the dam.", KELLER, "refused", "to comment on the dam"),
    ("Maria Keller: The dam will hold", KELLER, ":", "The dam will hold"),
    ("In Maria Keller's view, the dam is safe.", "Maria Keller's", "In | view", "the dam is safe"),
    (
        "The dam is safe, according to two officials in the town.",
        "two officials in the town",
        "according to",
        "The dam is safe",
    ),
    (
        "According to NPR, former minister Maria Keller has won the vote.",
        "NPR",
        "According to",
        "former minister Maria Keller has won the vote",
    ),
    (
        "The coming months would be hard, he predicted.",
        "he",
        "predicted",
        "The coming months would be hard",
    ),
    (
        "The Tories have accused Peter Novak of being afraid of a debate.",
        "The Tories",
        "have accused",
        "Peter Novak of being afraid of a debate",
    ),
    ("The fire reportedly began at noon.", "", "reportedly", "The fire | began at noon"),
    (
        "Legal groups have called for the bill to be dropped.",
        "Legal groups",
        "have called for",
        "the bill to be dropped",
    ),
    (
        "She agreed; the rest was up to them, Maria Keller said.",
        KELLER,
        "said",
        "the rest was up to them",
    ),
    (
        "Norway failed to say whether it was safe.",
        "Norway",
        "failed to say",
        "whether it was safe",
    ),
    ("The dam is believed to be unsafe.", "", "is believed", "The dam | to be unsafe"),
    ("It is feared that the dam will burst.", "", "is feared", "that the dam will burst"),
    ("Peter Novak was accused of fraud.", "", "was accused", "Peter Novak | of fraud"),
    (
        "Peter Novak was accused of fraud by Maria Keller.",
        KELLER,
        "was accused",
        "Peter Novak | of fraud",
    ),
    (
        "His claim that the dam was safe surprised the town.",
        "His",
        "claim",
        "that the dam was safe",
    ),
    (
        "Norway announced the withdrawal of its troops.",
        "Norway",
        "announced",
        "the withdrawal of its troops",
    ),
    ("The council decided to close the bridge.", "The council", "decided", "to close the bridge"),
    ("Peter Novak vowed to return.", NOVAK, "vowed", "to return"),
    ("Maria Keller wishes the war were over.", KELLER, "wishes", "the war were over"),
    ("Experts doubt that the dam will hold.", "Experts", "doubt", "that the dam will hold"),
    ("Residents wonder if the dam will hold.", "Residents", "wonder", "if the dam will hold"),
    ("The ministry denied any wrongdoing.", "The ministry", "denied", "any wrongdoing"),
    ("The ministry declined to comment.", "The ministry", "declined", "to comment"),
    ("Turkey supports the plan.", "Turkey", "supports", "the plan"),
    ("Hungary opposes sanctions on Russia.", "Hungary", "opposes", "sanctions on Russia"),
    (
        "Maria Keller is confident that the dam will hold.",
        KELLER,
        "is confident",
        "that the dam will hold",
    ),
    ("Maria Keller is worried about the dam.", KELLER, "is worried about", "the dam"),
    ("Maria Keller hopes for peace.", KELLER, "hopes for", "peace"),
    (
        "The report says that the dam was built on sand.",
        "The report",
        "says",
        "that the dam was built on sand",
    ),
    ("A poll found that most voters want peace.", "A poll", "found", "that most voters want peace"),
    (
        "The Ukrainians said that the city was mined.",
        "The Ukrainians",
        "said",
        "that the city was mined",
    ),
    (
        "The minister shook his head. “We never agreed to this.”",
        "The minister",
        "“",
        "We never agreed to this.”",
    ),
    (
        "Peter Novak, who said that the bridge was safe, resigned.",
        "who",
        "said",
        "that the bridge was safe",
    ),
    (
        "Peter Novak said Maria Keller had told him that the dam would hold.",
        NOVAK,
        "said",
        "Maria Keller had told him that the dam would hold",
    ),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "source", "cue", "content"), [*DIRECT, *INDIRECT])
def test_forms(check_claims, text, source, cue, content):
    check_claims(text, (source, cue, content))


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "“The dam,” said Maria Keller, “will hold until spring.”",
            KELLER,
            "said",
            "“The dam,” | “will hold until spring.”",
        ),
        ("“Will the dam hold?” asked Maria Keller.", KELLER, "asked", "“Will the dam hold?”"),
        (
            "“We stand ready” tweeted Maria Keller “to provide whatever help we can.”",
            KELLER,
            "tweeted",
            "“We stand ready” | “to provide whatever help we can.”",
        ),
    ],
)
def test_an_inverted_subject(check_claims, text, source, cue, content):
    check_claims(text, (source, cue, content))


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "The mayor ate the cake.",
        "The council sent 300 soldiers to Norway.",
        "The “White Bridge” was shut.",
        "Peter “Lucky” Novak won the race.",
        "Do you think that the dam is safe?",
        "Rain.",
        "",
        "“",
    ],
)
def test_what_is_no_claim(check_claims, text):
    check_claims(text)


@pytest.mark.model
def test_what_a_speaker_goes_on_to_say_is_another_claim(check_claims):
    check_claims(
        "Peter Novak said Norway would send 300 soldiers, adding that more could follow.",
        (NOVAK, "said", "Norway would send 300 soldiers"),
        (NOVAK, "adding", "that more could follow"),
    )


@pytest.mark.model
def test_two_cues_are_two_claims(check_claims):
    check_claims(
        "Maria Keller said the dam was safe. Peter Novak denied that it was old.",
        (KELLER, "said", "the dam was safe"),
        (NOVAK, "denied", "that it was old"),
    )


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The dam will hold,” Maria Keller said.", "direct"),
        ("Maria Keller said that the dam would hold.", "indirect"),
        ("Maria Keller said the dam was “a ticking bomb”.", "mixed"),
    ],
)
def test_form(stance, text, expected):
    assert stance(text).split()[0] == expected


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maria Keller said that the dam was safe.", "statement positive certain"),
        ("Maria Keller announced that the dam was safe.", "announcement positive certain"),
        ("NATO estimates that 40,000 soldiers will cross.", "estimate positive probable"),
        ("Maria Keller believes that the dam is safe.", "belief positive probable"),
        ("Norway fears that the border will close.", "fear positive possible"),
        ("Maria Keller hopes that the dam is safe.", "hope positive possible"),
        ("Maria Keller said that the vote would be held in May.", "statement positive certain"),
        ("Nobody said that the dam was safe.", "statement negative certain"),
        ("Maria Keller refused to leave.", "refusal negative unknown"),
        ("Maria Keller plans to leave.", "intention positive probable"),
        ("Peter Novak denied that the bridge had been mined.", "denial negative certain"),
        ("Peter Novak did not deny that the bridge was mined.", "denial positive certain"),
        ("Peter Novak never said that the dam was safe.", "statement negative certain"),
        ("Maria Keller asked whether the dam was safe.", "question positive unknown"),
        ("Maria Keller praised the soldiers for their courage.", "support positive certain"),
        ("Maria Keller accused Peter Novak of lying.", "accusation positive certain"),
        ("Norway failed to say whether it was safe.", "statement negative certain"),
        ("Hungary opposes sanctions on Russia.", "support negative certain"),
        ("The troops have reportedly left the city.", "statement positive probable"),
        ("Maria Keller said that the dam might break.", "statement positive possible"),
        ("The dam will probably break, Maria Keller said.", "statement positive probable"),
    ],
)
def test_stance(stance, text, expected):
    assert stance(text).partition(" ")[2] == expected


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "attitude"),
    [
        ("Turkey promised to open the border.", "intention"),
        ("Maria Keller refused to comment on the dam.", "refusal"),
        ("Maria Keller demanded that the border be closed.", "demand"),
    ],
)
def test_attitude(stance, text, attitude):
    assert stance(text).split()[1] == attitude


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Maria Keller said that it was safe.", "say"),
        ("According to Maria Keller, it is safe.", "according to"),
        ("Norway has made it known that it is open.", "make known"),
        ("Norway has not ruled out talks.", "rule out"),
        ("Maria Keller hopes that it is safe.", "hope"),
    ],
)
def test_cue_lemma(nlp, text, lemma):
    assert [claim.cue_lemma for claim in find_claims(nlp(text))] == [lemma]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "negation", "hedges"),
    [
        ("Maria Keller said that the dam might break.", "", "might"),
        ("Peter Novak never said that the dam was safe.", "never", ""),
        ("Nobody said that the dam was safe.", "Nobody", ""),
        ("Peter Novak denied that the bridge had been mined.", "denied", ""),
        ("Norway fears that the border will close.", "", "fears"),
        ("The dam will probably break, Maria Keller said.", "", "probably"),
    ],
)
def test_the_words_that_show_the_stance(nlp, text, negation, hedges):
    (claim,) = find_claims(nlp(text))
    assert (joined(text, claim.negation), joined(text, claim.hedges)) == (negation, hedges)


@pytest.mark.model
def test_quantities_are_those_of_the_content(nlp):
    text = "Two of 5 experts said that at least 300 people and about 1.5 million hens had fled."
    (claim,) = find_claims(nlp(text))
    assert [(each.value, each.bound) for each in claim.quantities] == [
        (300, "at least"),
        (1_500_000, "about"),
    ]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Maria Keller left, saying that it was late.", ["Maria Keller"]),
        ("It was reported that the dam had broken.", [""]),
        ("The week saw a protest against the dam.", []),
    ],
)
def test_the_source_is_who_attributes(nlp, text, sources):
    found = (claim.source for claim in find_claims(nlp(text)))
    assert [joined(text, source) for source in found] == sources


@pytest.mark.model
def test_parts_to_skip(nlp):
    text = "Maria Keller said it was safe. Peter Novak said it was old."
    start = text.index("Peter")
    (claim,) = find_claims(nlp(text), skip=((0, start),))
    assert joined(text, claim.source) == NOVAK


@pytest.mark.model
def test_rule_and_score(nlp):
    (claim,) = find_claims(nlp("Maria Keller said that it was safe."))
    assert claim.rule == "clause"
    assert THRESHOLD <= claim.score < 1


def test_a_text_without_words_has_no_claims():
    assert find_claims(Doc(spacy.blank("en").vocab)) == ()


@pytest.mark.model
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=fuzzing.TEXTS)
def test_no_text_makes_it_fail(nlp, text):
    fuzzing.check_claims(text, find_claims(nlp(text)))


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "“" * 300,
        "said " * 300,
        "he said that " * 100,
        "“a” said b. " * 80,
        "Ann: " * 50,
        "Maria Keller said . has said",
        'Maria Keller " said \n " Maria Keller officials',
        "\x00\u202e",
        "😀 said 😀",
    ],
)
def test_adversarial_texts(nlp, text):
    fuzzing.check_claims(text, find_claims(nlp(text)))

"""Small graphs, built by hand: of two articles, and of three with judgements across them."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from graphbuild.graph import KnowledgeGraph
from graphbuild.ids import claim_id, entity_id
from graphbuild.judgements import (
    Appearance,
    ClaimCluster,
    ClaimLink,
    ClaimLinkKind,
    Doubt,
    Merge,
    Reprint,
)
from graphbuild.model import (
    Article,
    Attitude,
    Background,
    Certainty,
    Claim,
    Container,
    DateValue,
    Entity,
    EntityType,
    Extraction,
    Form,
    Link,
    Mention,
    MentionKind,
    Polarity,
    Position,
    Quantity,
    Relation,
    Role,
    RoleKind,
    Span,
    Spans,
)

pytest_plugins = ["remote_servers"]

GOLDEN = Path(__file__).parent / "golden"

COURIER = Article(
    id="courier-1",
    text=(
        "Gen. Sergei Surovikin said on Wednesday that Kherson could no longer be supplied. "
        "“We will save our soldiers,” he said, “and hold the other bank.” "
        "Volodymyr Zelenskyy, the Ukrainian president, denied that the army was leaving Kherson. "
        "At least 60,000 people, or 20%, had stayed in the city on 8 November 2022, "
        "according to the Kherson City Council."
    ),
    title="Russia orders a pullback from Kherson",
    url="https://courier.example/2022/11/09/kherson",
    publisher="Harbour Courier",
    published="2022-11-09",
)
# The pictogram is one code point and two UTF-16 units; the id needs escaping in an IRI.
LANTERN = Article(
    id="lantern/2022 11",
    text=(
        "📍 KYIV — Amnesty International feared that mines might remain in Kherson. "
        "Sergei Surovikin may take over the Black Sea Fleet, officials reportedly said."
    ),
    title="After the withdrawal",
    publisher="Dnipro Lantern",
    published="2022-11-11T08:30:00+00:00",
)
HERALD = Article(
    id="herald-3",
    text=(
        "Kherson could no longer be supplied, Sergei Surovikin said. "
        "Amnesty International feared on Friday that mines might remain in Kherson, "
        "and the Kherson City Council warned that mines might remain there for years. "
        "The council said that about 45,000 people had never left the city. "
        "Amnesty International said that the army was leaving Kherson."
    ),
    title="What the pullback leaves behind",
    publisher="Coast Herald",
    published="2022-11-12",
)

SUROVIKIN = entity_id(EntityType.PERSON, "sergei surovikin")
ZELENSKYY = "Q3874799"
KHERSON = "Q156732"
KYIV = "Q1899"
COUNCIL = entity_id(EntityType.ORGANIZATION, "kherson city council")
AMNESTY = entity_id(EntityType.ORGANIZATION, "amnesty international")
FLEET = entity_id(EntityType.ORGANIZATION, "black sea fleet")


def find_span(article: Article, words: str, occurrence: int = 1) -> Span:
    """Return where *words* stand in the article's text, by default for the first time."""
    start = -1
    for _ in range(occurrence):
        start = article.text.index(words, start + 1)
    return start, start + len(words)


def mention(
    article: Article,
    words: str,
    entity: Entity,
    *,
    kind: MentionKind = MentionKind.NAME,
    occurrence: int = 1,
    rule: str = "same-name",
    score: float = 0.9,
) -> Mention:
    """Return the mention of *entity* by *words*."""
    start, end = find_span(article, words, occurrence)
    return Mention(
        start=start, end=end, type=entity.type, kind=kind, entity=entity.id, rule=rule, score=score
    )


def claim(
    article: Article,
    *,
    source: Spans,
    cue: Spans,
    content: Spans,
    speaker: str | None,
    about: tuple[str, ...] = (),
    form: Form = Form.INDIRECT,
    attitude: Attitude = Attitude.STATEMENT,
    polarity: Polarity = Polarity.POSITIVE,
    negation: Spans = (),
    content_negation: Spans = (),
    certainty: Certainty = Certainty.UNKNOWN,
    hedges: Spans = (),
    cue_lemma: str = "say",
    quantities: tuple[Quantity, ...] = (),
    dates: tuple[DateValue, ...] = (),
    said: DateValue | None = None,
    rule: str = "clausal-complement",
    score: float = 0.85,
) -> Claim:
    """Return a claim whose id follows from its spans."""
    return Claim(
        id=claim_id(article.id, source=source, cue=cue, content=content),
        source=source,
        cue=cue,
        content=content,
        speaker=speaker,
        about=about,
        form=form,
        attitude=attitude,
        polarity=polarity,
        negation=negation,
        content_negation=content_negation,
        certainty=certainty,
        hedges=hedges,
        cue_lemma=cue_lemma,
        quantities=quantities,
        dates=dates,
        said=said,
        rule=rule,
        score=score,
    )


def day_said(article: Article, words: str, value: str) -> DateValue:
    """Return when something was said, by a weekday that is reckoned from the publication."""
    start, end = find_span(article, words)
    return DateValue(start=start, end=end, value=value, relative=True)


def small_entities() -> dict[str, Entity]:
    """Return the seven entities by id."""
    office = find_span(COURIER, "president")
    rank = find_span(COURIER, "Gen.")
    wikidata, geonames = "http://www.wikidata.org/entity/", "https://sws.geonames.org/"
    entities = (
        Entity(
            id=SUROVIKIN,
            type=EntityType.PERSON,
            name="Sergei Surovikin",
            aliases=("Surovikin",),
            roles=(
                Role(
                    article=COURIER.id,
                    kind=RoleKind.RANK,
                    title="Gen.",
                    start=rank[0],
                    end=rank[1],
                    of=KHERSON,
                    former=True,
                ),
            ),
            links=(Link(iri=f"{wikidata}Q4442778", rule="same-surname", score=0.35),),
        ),
        Entity(
            id=ZELENSKYY,
            type=EntityType.PERSON,
            name="Volodymyr Zelenskyy",
            aliases=("Zelensky", "Volodymyr Zelensky"),
            roles=(
                Role(
                    article=COURIER.id,
                    title="president",
                    start=office[0],
                    end=office[1],
                    country="UA",
                ),
            ),
            links=(Link(iri=f"{wikidata}{ZELENSKYY}", rule="name-and-role", score=0.97),),
            same_as=(f"{wikidata}{ZELENSKYY}",),
            background=Background(
                iri=f"{wikidata}{ZELENSKYY}",
                description="president of a country",
                country="UA",
                positions=(
                    Position(title="President", start="2019-05-20"),
                    Position(title="Member of a board", start="2019", end="2023-01"),
                    Position(title="Patron"),
                ),
                party="Servants",
                birth="1978-01-25",
                death="2099-01",
            ),
        ),
        Entity(
            id=KHERSON,
            type=EntityType.LOCATION,
            name="Kherson",
            links=(
                Link(iri=f"{wikidata}{KHERSON}", rule="name-and-country", score=0.95),
                Link(iri=f"{geonames}706448/", rule="name-and-country", score=0.95),
            ),
            same_as=(f"{wikidata}{KHERSON}", f"{geonames}706448/"),
            lat=46.65581,
            lon=32.6178,
            part_of=(
                Container(name="Kherson Oblast", iri=f"{geonames}706442/"),
                Container(name="Ukraine", iri=f"{geonames}690791/"),
            ),
            country="UA",
            population=280_000,
        ),
        Entity(
            id=KYIV,
            type=EntityType.LOCATION,
            name="Kyiv",
            aliases=("Kiev", "KYIV"),
            links=(Link(iri=f"{wikidata}{KYIV}", rule="capital", score=0.99),),
            same_as=(f"{wikidata}{KYIV}",),
            lat=50.45466,
            lon=30.5238,
        ),
        Entity(id=COUNCIL, type=EntityType.ORGANIZATION, name="Kherson City Council"),
        Entity(id=AMNESTY, type=EntityType.ORGANIZATION, name="Amnesty International"),
        Entity(id=FLEET, type=EntityType.ORGANIZATION, name="Black Sea Fleet"),
    )
    return {entity.id: entity for entity in entities}


def courier_claims() -> tuple[Claim, ...]:
    """Return the first article's claims: a statement, a split quote, a denial, an estimate."""
    number = find_span(COURIER, "At least 60,000")
    share = find_span(COURIER, "20%")
    day = find_span(COURIER, "8 November 2022")
    return (
        claim(
            COURIER,
            source=(find_span(COURIER, "Gen. Sergei Surovikin"),),
            cue=(find_span(COURIER, "said"),),
            content=(find_span(COURIER, "that Kherson could no longer be supplied"),),
            speaker=SUROVIKIN,
            about=(KHERSON,),
            said=day_said(COURIER, "Wednesday", "2022-11-09"),
        ),
        claim(
            COURIER,
            source=(find_span(COURIER, "he", 2),),
            cue=(find_span(COURIER, "said", 2),),
            content=(
                find_span(COURIER, "“We will save our soldiers,”"),
                find_span(COURIER, "“and hold the other bank.”"),
            ),
            speaker=SUROVIKIN,
            form=Form.DIRECT,
            rule="split-quote",
            score=0.9,
        ),
        claim(
            COURIER,
            source=(find_span(COURIER, "Volodymyr Zelenskyy, the Ukrainian president"),),
            cue=(find_span(COURIER, "denied"),),
            content=(find_span(COURIER, "that the army was leaving Kherson"),),
            speaker=ZELENSKYY,
            about=(KHERSON,),
            attitude=Attitude.DENIAL,
            polarity=Polarity.NEGATIVE,
            negation=(find_span(COURIER, "denied"),),
            certainty=Certainty.CERTAIN,
            cue_lemma="deny",
        ),
        claim(
            COURIER,
            source=(find_span(COURIER, "the Kherson City Council"),),
            cue=(find_span(COURIER, "according to"),),
            content=((number[0], day[1]),),
            speaker=COUNCIL,
            about=(KHERSON,),
            attitude=Attitude.ESTIMATE,
            cue_lemma="according to",
            quantities=(
                Quantity(
                    start=number[0],
                    end=number[1],
                    value=60000.0,
                    bound="at least",
                    counted=find_span(COURIER, "people"),
                ),
                Quantity(start=share[0], end=share[1], value=20.0, unit="percent", bound="exactly"),
            ),
            dates=(DateValue(start=day[0], end=day[1], value="2022-11-08"),),
            rule="according-to",
        ),
    )


def lantern_claims() -> tuple[Claim, ...]:
    """Return the second article's claims: a fear, and one whose speaker isn't known."""
    return (
        claim(
            LANTERN,
            source=(find_span(LANTERN, "Amnesty International"),),
            cue=(find_span(LANTERN, "feared"),),
            content=(find_span(LANTERN, "that mines might remain in Kherson"),),
            speaker=AMNESTY,
            about=(KHERSON,),
            attitude=Attitude.FEAR,
            certainty=Certainty.POSSIBLE,
            hedges=(find_span(LANTERN, "might"),),
            cue_lemma="fear",
        ),
        claim(
            LANTERN,
            source=(find_span(LANTERN, "officials"),),
            cue=(find_span(LANTERN, "reportedly said"),),
            content=(find_span(LANTERN, "Sergei Surovikin may take over the Black Sea Fleet"),),
            speaker=None,
            about=(SUROVIKIN, FLEET),
            certainty=Certainty.POSSIBLE,
            hedges=(find_span(LANTERN, "may"), find_span(LANTERN, "reportedly")),
            rule="trailing-attribution",
            score=0.7,
        ),
    )


def herald_claims() -> tuple[Claim, ...]:
    """Return the third article's claims, which repeat, join, change or deny earlier ones."""
    mines, number = (
        find_span(HERALD, "that mines might remain in Kherson"),
        find_span(HERALD, "about 45,000"),
    )
    return (
        claim(
            HERALD,
            source=(find_span(HERALD, "Sergei Surovikin"),),
            cue=(find_span(HERALD, "said"),),
            content=(find_span(HERALD, "Kherson could no longer be supplied"),),
            speaker=SUROVIKIN,
            about=(KHERSON,),
        ),
        claim(
            HERALD,
            source=(find_span(HERALD, "Amnesty International"),),
            cue=(find_span(HERALD, "feared"),),
            content=(mines,),
            speaker=AMNESTY,
            about=(KHERSON,),
            attitude=Attitude.FEAR,
            certainty=Certainty.POSSIBLE,
            hedges=(find_span(HERALD, "might"),),
            cue_lemma="fear",
            said=day_said(HERALD, "Friday", "2022-11-11"),
        ),
        claim(
            HERALD,
            source=(find_span(HERALD, "the Kherson City Council"),),
            cue=(find_span(HERALD, "warned"),),
            content=(find_span(HERALD, "that mines might remain there for years"),),
            speaker=COUNCIL,
            about=(KHERSON,),
            certainty=Certainty.POSSIBLE,
            hedges=(find_span(HERALD, "might", 2),),
            cue_lemma="warn",
        ),
        claim(
            HERALD,
            source=(find_span(HERALD, "The council"),),
            cue=(find_span(HERALD, "said", 2),),
            content=(find_span(HERALD, "that about 45,000 people had never left the city"),),
            speaker=COUNCIL,
            about=(KHERSON,),
            content_negation=(find_span(HERALD, "never"),),
            quantities=(
                Quantity(
                    start=number[0],
                    end=number[1],
                    value=45000.0,
                    bound="about",
                    counted=find_span(HERALD, "people"),
                ),
            ),
        ),
        claim(
            HERALD,
            source=(find_span(HERALD, "Amnesty International", 2),),
            cue=(find_span(HERALD, "said", 3),),
            content=(find_span(HERALD, "that the army was leaving Kherson"),),
            speaker=AMNESTY,
            about=(KHERSON,),
        ),
    )


def courier_extraction(entities: dict[str, Entity]) -> Extraction:
    """Return what the first article says, with a relation in its own voice."""
    nominal, pronoun = MentionKind.NOMINAL, MentionKind.PRONOUN
    return Extraction(
        article=COURIER,
        mentions=(
            mention(COURIER, "Sergei Surovikin", entities[SUROVIKIN]),
            mention(COURIER, "Kherson", entities[KHERSON]),
            mention(COURIER, "he", entities[SUROVIKIN], kind=pronoun, occurrence=2, score=0.8),
            mention(COURIER, "Volodymyr Zelenskyy", entities[ZELENSKYY]),
            mention(COURIER, "Kherson", entities[KHERSON], occurrence=2),
            mention(COURIER, "the city", entities[KHERSON], kind=nominal, score=0.6),
            mention(COURIER, "Kherson City Council", entities[COUNCIL]),
        ),
        entities=tuple(entities[each] for each in (SUROVIKIN, KHERSON, ZELENSKYY, COUNCIL)),
        claims=courier_claims(),
        relations=(
            Relation(
                type="located_in",
                head=COUNCIL,
                tail=KHERSON,
                evidence=(find_span(COURIER, "the Kherson City Council"),),
                rule="place-in-name",
                score=0.75,
            ),
        ),
    )


def lantern_extraction(entities: dict[str, Entity]) -> Extraction:
    """Return what the second article says, with a relation that only may be."""
    claims = lantern_claims()
    return Extraction(
        article=LANTERN,
        mentions=(
            replace(mention(LANTERN, "KYIV", entities[KYIV]), metonymic=True),
            mention(LANTERN, "Amnesty International", entities[AMNESTY]),
            mention(LANTERN, "Kherson", entities[KHERSON]),
            mention(LANTERN, "Sergei Surovikin", entities[SUROVIKIN]),
            mention(LANTERN, "Black Sea Fleet", entities[FLEET]),
        ),
        entities=tuple(entities[each] for each in (KYIV, AMNESTY, KHERSON, SUROVIKIN, FLEET)),
        claims=claims,
        relations=(
            Relation(
                type="affiliation",
                head=SUROVIKIN,
                tail=FLEET,
                evidence=(
                    find_span(LANTERN, "Sergei Surovikin may take over the Black Sea Fleet"),
                ),
                modal=True,
                claim=claims[1].id,
                rule="takes-over",
                score=0.6,
            ),
        ),
    )


def herald_extraction(entities: dict[str, Entity]) -> Extraction:
    """Return what the third article says."""
    return Extraction(
        article=HERALD,
        mentions=(
            mention(HERALD, "Kherson", entities[KHERSON]),
            mention(HERALD, "Sergei Surovikin", entities[SUROVIKIN]),
            mention(HERALD, "Amnesty International", entities[AMNESTY]),
            mention(HERALD, "Kherson", entities[KHERSON], occurrence=2),
            mention(HERALD, "Kherson City Council", entities[COUNCIL]),
            mention(HERALD, "The council", entities[COUNCIL], kind=MentionKind.NOMINAL),
            mention(HERALD, "Amnesty International", entities[AMNESTY], occurrence=2),
            mention(HERALD, "Kherson", entities[KHERSON], occurrence=4),
        ),
        entities=tuple(entities[each] for each in (KHERSON, SUROVIKIN, AMNESTY, COUNCIL)),
        claims=herald_claims(),
    )


def find_words(claim: Claim, article: Article, words: str) -> Spans:
    """Return where *words* stand in the content of a claim."""
    start = article.text.index(words, claim.content[0][0])
    return ((start, start + len(words)),)


def small_clusters() -> tuple[ClaimCluster, ...]:
    """Return what two articles report: one of one text, one by two publishers."""
    pairs = (
        (SUROVIKIN, COURIER, courier_claims()[0], herald_claims()[0], "no longer be supplied"),
        (AMNESTY, LANTERN, lantern_claims()[0], herald_claims()[1], "mines might remain"),
    )
    return tuple(
        ClaimCluster(
            id=f"cluster-{number}",
            speaker=speaker,
            appearances=(
                Appearance(
                    claim=first.id,
                    rule="same-words",
                    score=0.95,
                    words=find_words(first, article, words),
                ),
                Appearance(
                    claim=again.id,
                    rule="same-words",
                    score=0.9,
                    words=find_words(again, HERALD, words),
                ),
            ),
        )
        for number, (speaker, article, first, again, words) in enumerate(pairs)
    )


def small_claim_links() -> tuple[ClaimLink, ...]:
    """Return an agreement, a contradiction and a change."""
    _, _, denial, many = courier_claims()
    fear = lantern_claims()[0]
    _, _, warning, fewer, leaving = herald_claims()
    return (
        ClaimLink(
            kind=ClaimLinkKind.AGREEMENT,
            one=fear.id,
            other=warning.id,
            rule="same-content",
            score=0.84,
            one_words=find_words(fear, LANTERN, "mines might remain"),
            other_words=find_words(warning, HERALD, "mines might remain"),
        ),
        ClaimLink(
            kind=ClaimLinkKind.CONTRADICTION,
            one=denial.id,
            other=leaving.id,
            rule="denial",
            score=0.9,
            one_words=(find_span(COURIER, "denied"), find_span(COURIER, "the army was leaving")),
            other_words=find_words(leaving, HERALD, "the army was leaving"),
        ),
        ClaimLink(
            kind=ClaimLinkKind.CHANGE,
            one=many.id,
            other=fewer.id,
            rule="other-number",
            score=0.8,
            one_words=find_words(many, COURIER, "At least 60,000 people"),
            other_words=find_words(fewer, HERALD, "about 45,000 people"),
        ),
    )


def merges_of(extractions: tuple[Extraction, ...]) -> tuple[Merge, ...]:
    """Return a merge for each entity of each article."""
    return tuple(
        Merge(
            article=each.article.id,
            local=entity.id,
            entity=entity.id,
            rule="same-name",
            score=1,
            evidence=(f"name {entity.name.lower()}",),
        )
        for each in extractions
        for entity in each.entities
    )


@pytest.fixture
def small_graph() -> KnowledgeGraph:
    """Two articles about Kherson: a denial, a split quote, an asserted and a modal relation."""
    entities = small_entities()
    extractions = (courier_extraction(entities), lantern_extraction(entities))
    return KnowledgeGraph(extractions, entities.values(), merges_of(extractions))


@pytest.fixture
def judged_graph() -> KnowledgeGraph:
    """The small graph with a third article, and a judgement of each kind across the three."""
    entities = small_entities()
    extractions = (
        courier_extraction(entities),
        lantern_extraction(entities),
        herald_extraction(entities),
    )
    return KnowledgeGraph(
        extractions,
        entities.values(),
        merges_of(extractions),
        doubts=(
            Doubt(
                one=(COURIER.id, SUROVIKIN),
                other=(LANTERN.id, SUROVIKIN),
                same=True,
                rule="same-name",
                score=0.7,
                evidence=("name sergei surovikin", "with Kherson"),
                weight=5,
            ),
            Doubt(
                one=(COURIER.id, COUNCIL),
                other=(LANTERN.id, FLEET),
                same=False,
                rule="company-kept",
                score=0.3,
                weight=2,
            ),
        ),
        reprints=(
            Reprint(article=COURIER.id, group=COURIER.id, rule="same-shingles", score=0.61),
            Reprint(article=HERALD.id, group=COURIER.id, rule="same-shingles", score=0.61),
        ),
        clusters=small_clusters(),
        claim_links=small_claim_links(),
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what rewrites the files in ``golden/``."""
    parser.addoption("--update", action="store_true", help="rewrite the files in tests/golden")


@pytest.fixture
def golden(request):
    """Compare a text with what was agreed on, in a file of ``golden/``; or agree, by --update."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


@cache
def blank_vocab():
    """Return an English vocabulary without vectors; spaCy is slow to import."""
    import spacy

    return spacy.blank("en").vocab


def parsed(*sentences: str):
    """Return the Doc of sentences drawn as ``word/lemma/POS/dep/head/tag/entity`` for each token.

    The head is a word of the sentence. Fields at the end may be left out: the lemma is then the
    word, the head the sentence's root, the rest is punctuation. ``¶`` is a line break.
    """
    from spacy.tokens import Doc

    rows, heads = [], []
    for sentence in sentences:
        drawn = [(each.split("/") + [""] * 6)[:7] for each in sentence.split()]
        words = [row[0] for row in drawn]
        root = next((index for index, row in enumerate(drawn) if row[3] == "ROOT"), 0)
        heads += [len(rows) + (words.index(row[4]) if row[4] else root) for row in drawn]
        rows += drawn
    return Doc(
        blank_vocab(),
        words=[row[0].replace("¶", "\n\n") for row in rows],
        lemmas=[row[1] or row[0] for row in rows],
        pos=[row[2] or ("SPACE" if row[0] == "¶" else "PUNCT") for row in rows],
        deps=[row[3] or "punct" for row in rows],
        heads=heads,
        tags=[row[5] or ("VB" if row[2] == "VERB" else "NN") for row in rows],
        ents=[f"B-{row[6]}" if row[6] else "O" for row in rows],
    )


def candidate(syntax, relation: str):
    """Return the only candidate for attribution whose content hangs so on its cue."""
    from graphbuild.attributions import find_attributions

    (found,) = (each for each in find_attributions(syntax) if each.relation == relation)
    return found


@pytest.fixture(scope="session")
def nlp():
    """The trained spaCy pipeline, loaded once; for tests marked ``model``."""
    from graphbuild.nlp import load_nlp

    return load_nlp()


@pytest.fixture(scope="session")
def gazetteer():
    """The world's places, loaded once."""
    from graphbuild.gazetteer import load_gazetteer

    return load_gazetteer()


@pytest.fixture
def knowledge(tmp_path, monkeypatch):
    """Make a knowledge base of the given facts, with its index in a folder of the test."""
    from graphbuild.facts import write_facts
    from graphbuild.knowledge import KnowledgeBase

    def make(*facts):
        monkeypatch.setenv("GRAPHBUILD_CACHE", str(tmp_path / "cache"))
        write_facts(facts, tmp_path / "kb.jsonl.xz")
        return KnowledgeBase(tmp_path / "kb.jsonl.xz")

    return make

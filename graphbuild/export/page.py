"""One HTML file that draws the graph: who says what about whom, with the sentence.

pyvis holds the network and brings vis-network. Its own HTML links to two hosts, so the page is
ours: everything is inside it, and a Content-Security-Policy lets it load nothing else.
"""

import json
import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from math import log1p
from pathlib import Path
from string import Template

from pyvis.network import Network

from graphbuild.export.cards import (
    Json,
    Shown,
    article_card,
    claim_card,
    entity_card,
    readable,
    relation_card,
)
from graphbuild.export.layout import place_nodes
from graphbuild.export.network import project_entities
from graphbuild.export.passages import words
from graphbuild.export.picture import importance, most_important, shortened
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article, Claim, Relation

Said = tuple[Article, Claim]
Told = tuple[Article, Relation]

TITLE = "Who says what about whom"
MOST_CLAIMS = 4000
"""Beyond this many claims the file grows slow to open: a claim is about 1 kB."""
LONGEST_CUE = 24
BOLD_EDGES = 120
"""Lines beyond the widest are drawn faintly until one of their ends is chosen."""
SHAPES = {"person": "dot", "organization": "square", "location": "triangle"}
RADII = (7, 20)
FONTS = (13, 24)
LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
OPTIONS: Json = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "selectConnectedEdges": False, "tooltipDelay": 100},
    "nodes": {
        "borderWidth": 1.5,
        "font": {"face": "system-ui"},
        "scaling": {"label": {"drawThreshold": 9}},
    },
    "edges": {
        "arrows": {"to": {"scaleFactor": 0.5}},
        "font": {"face": "system-ui", "align": "middle"},
        "scaling": {"label": {"drawThreshold": 8}},
        "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.14},
    },
}


def write_page(graph: KnowledgeGraph, path: Path, *, title: str = TITLE, limit: int = 100) -> None:
    """Write the page of ``to_page`` to *path*, in UTF-8."""
    page = to_page(graph, title=title, limit=limit)
    path.write_text(page, encoding="utf-8", errors="replace", newline="\n")


def to_page(graph: KnowledgeGraph, *, title: str = TITLE, limit: int = 100) -> str:
    """Return an HTML page that shows *graph* and needs no network.

    Args:
        graph: Of any size; the page says which part of it is shown.
        title: Of the page; plain text.
        limit: How many entities are drawn, those with most claims and mentions first.
    """
    shown = most_important(graph, limit)
    claims = _claims_of(graph, set(shown))
    relations = [told for told in graph.relations if {told[1].head, told[1].tail} <= set(shown)]
    articles = dict.fromkeys(article.id for article, _ in [*claims, *relations])
    has_card = Shown(
        articles={article: number for number, article in enumerate(articles)},
        claims={claim.id: number for number, (_, claim) in enumerate(claims)},
    )
    data = _drawing(graph, shown, claims, relations) | {
        "entities": {entity: entity_card(graph, graph.entities[entity]) for entity in shown},
        "claims": [claim_card(graph, has_card, *said) for said in claims],
        "relations": [relation_card(graph, has_card, *told) for told in relations],
        "articles": [
            article_card(graph, graph.extractions[article].article) for article in articles
        ],
    }
    return _rendered(data, title=title, summary=_summary(graph, len(shown), len(claims)))


def _claims_of(graph: KnowledgeGraph, shown: set[str]) -> list[Said]:
    """Return the claims by or about *shown*, by date; of too many, those that tie most of them."""
    ties = [(len({said[1].speaker, *said[1].about} & shown), said) for said in graph.claims]
    ranked = sorted(ties, key=lambda tie: -tie[0])
    found = [said for count, said in ranked[:MOST_CLAIMS] if count]
    return sorted(found, key=lambda said: (said[0].published or "", said[0].id, said[1].cue))


def _summary(graph: KnowledgeGraph, entities: int, claims: int) -> str:
    every = sum(len(extraction.claims) for extraction in graph.extractions.values())
    return (
        f"Showing {entities:,} of {len(graph.entities):,} entities "
        f"and {claims:,} of {every:,} claims, from {len(graph.extractions):,} "
        f"{'article' if len(graph.extractions) == 1 else 'articles'}"
    )


def _drawing(
    graph: KnowledgeGraph, shown: Sequence[str], claims: Sequence[Said], relations: Sequence[Told]
) -> Json:
    """Return vis-network's nodes, edges and options, as pyvis keeps them."""
    network = Network(directed=True)  # an undirected one drops parallel edges
    for node in _nodes(graph, shown):
        network.add_node(node.pop("id"), **node)
    edges = [*_claim_edges(claims, set(shown)), *_relation_edges(relations)]
    edges.sort(key=lambda edge: (-edge["width"], edge["id"]))
    for rank, edge in enumerate(edges):
        edge["faint"] = rank >= BOLD_EDGES
        network.add_edge(edge.pop("from"), edge.pop("to"), **edge)
    network.set_options(json.dumps(OPTIONS))
    nodes, edges, _, _, _, options = network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def _nodes(graph: KnowledgeGraph, shown: Sequence[str]) -> Iterator[Json]:
    weights = {entity: log1p(importance(graph, entity)) for entity in shown}
    most = max(weights.values(), default=0.0) or 1.0
    looks = {entity: _look(graph, entity, weights[entity] / most) for entity in shown}
    sizes = {entity: _box(look) for entity, look in looks.items()}
    positions = place_nodes(project_entities(graph, entities=set(shown)), sizes=sizes)
    for entity, look in looks.items():
        x, y = positions[entity]
        yield look | {"x": x, "y": round(y - look["font"]["size"] * 0.75, 2)}  # the label hangs


def _look(graph: KnowledgeGraph, entity: str, weight: float) -> Json:
    """Return a node without its place; *weight* is its importance from 0 to 1."""
    kind = str(graph.entities[entity].type)
    return {
        "id": entity,
        "label": shortened(graph.entities[entity].name) or entity,
        "type": kind,
        "shape": SHAPES[kind],
        "size": _between(RADII, weight**2),
        "font": {"size": _between(FONTS, weight**2)},
    }


def _box(look: Json) -> tuple[float, float]:
    """Return about how wide and high a node is with its label."""
    radius, font = look["size"], look["font"]["size"]
    return max(len(look["label"]) * font * 0.56, radius * 2.2), radius * 2 + font * 1.5


def _between(ends: tuple[int, int], share: float) -> float:
    return round(ends[0] + (ends[1] - ends[0]) * share, 1)


def _claim_edges(claims: Sequence[Said], shown: set[str]) -> Iterator[Json]:
    """Yield one edge for all that one entity says about another."""
    between: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, (_, claim) in enumerate(claims):
        for topic in dict.fromkeys(claim.about):
            if claim.speaker in shown and topic in shown and topic != claim.speaker:
                between[claim.speaker or "", topic].append(number)
    for (speaker, topic), numbers in between.items():
        yield {
            "id": f"claims {speaker} {topic}",
            "from": speaker,
            "to": topic,
            "label": _edge_label(claims, numbers),
            "width": round(1 + log1p(len(numbers) - 1), 2),
            "claims": numbers,
            "relations": [],
        }


def _edge_label(claims: Sequence[Said], numbers: Sequence[int]) -> str:
    if len(numbers) > 1:
        return f"{len(numbers)} claims"
    article, claim = claims[numbers[0]]
    cue = words(article.text, claim.cue)
    return cue if len(cue) <= LONGEST_CUE else cue[: LONGEST_CUE - 1].rstrip() + "…"


def _relation_edges(relations: Sequence[Told]) -> Iterator[Json]:
    between: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, (_, relation) in enumerate(relations):
        if relation.head != relation.tail:
            between[relation.head, relation.tail, relation.type].append(number)
    for (head, tail, kind), numbers in between.items():
        yield {
            "id": f"relation {kind} {head} {tail}",
            "from": head,
            "to": tail,
            "label": readable(kind),
            "width": 1.2,
            "dashes": [5, 4],
            "smooth": {"enabled": True, "type": "curvedCCW", "roundness": 0.14},
            "claims": [],
            "relations": numbers,
        }


def _rendered(data: Json, *, title: str, summary: str) -> str:
    here = files("graphbuild.export")
    style, script = ((here / name).read_text("utf-8") for name in ("page.css", "page.js"))
    # A browser would look for the source map; CRLF becomes LF before a browser hashes a script.
    library = (files("pyvis") / LIBRARY).read_text("utf-8")
    library = re.sub(r"//# sourceMappingURL=.*", "", library)
    return Template((here / "page.html").read_text("utf-8")).substitute(
        policy=f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; "
        f"style-src {_hash(style)}; base-uri 'none'; form-action 'none'",
        title=escape(title),
        summary=escape(summary),
        style=style,
        data=json.dumps(data).replace("<", "\\u003c"),
        library=library,
        script=script,
    )


def _hash(text: str) -> str:
    """Return the source expression that lets a browser run *text* and nothing else."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

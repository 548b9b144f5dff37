"""A small static picture of a graph's most important entities, as SVG."""

from html import escape

from graphbuild.export.layout import place_nodes
from graphbuild.export.network import project_entities
from graphbuild.export.passages import on_one_line
from graphbuild.graph import KnowledgeGraph

ENTITIES = 40
LONGEST_LABEL = 28
FONT = 12
MARKS = {  # colours of Okabe and Ito, darkened: told apart without colour vision, as are shapes
    "person": '<circle r="6" fill="#0072b2"/>',
    "organization": '<rect x="-6" y="-6" width="12" height="12" fill="#c75000"/>',
    "location": '<path d="M0-7 7 6H-7z" fill="#008761"/>',
}


def importance(graph: KnowledgeGraph, entity: str) -> int:
    """Return how much is said by and of an entity; a claim counts more than a mention."""
    claims = 3 * len(graph.claims_by(entity)) + 2 * len(graph.claims_about(entity))
    return claims + len(graph.mentions_of(entity))


def most_important(graph: KnowledgeGraph, limit: int) -> list[str]:
    """Return the ids of up to *limit* entities, the most important first."""
    return sorted(graph.entities, key=lambda entity: (-importance(graph, entity), entity))[:limit]


def shortened(name: str) -> str:
    """Return *name* on one line, cut to the length of a label."""
    name = on_one_line(name)
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1].rstrip() + "…"


def to_svg(graph: KnowledgeGraph) -> str:
    """Return the projection of the most important entities with names, types and ties."""
    shown = most_important(graph, ENTITIES)
    labels = {entity: shortened(graph.entities[entity].name) or entity for entity in shown}
    sizes = {entity: (len(label) * FONT * 0.58 + 8, FONT * 3.0) for entity, label in labels.items()}
    net = project_entities(graph, entities=set(shown))
    at = place_nodes(net, sizes=sizes)
    right, bottom = (max((abs(p[axis]) for p in at.values()), default=0) + 90 for axis in (0, 1))
    lines = [
        f'<path d="M{at[one][0]} {at[one][1]} {at[other][0]} {at[other][1]}"/>'
        for one, other, weight in net.edges(data="weight")
        if weight >= 1
    ]
    marks = [
        f'<g transform="translate({at[entity][0]} {at[entity][1]})">'
        f'{MARKS[graph.entities[entity].type]}<text y="20">{escape(labels[entity])}</text></g>'
        for entity in shown
    ]
    width, height = f"{2 * right:.0f}", f"{2 * bottom:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="{-right:.0f} {-bottom:.0f} {width} {height}" '
        'style="max-width:100%;height:auto;background:#fff" '
        f'font-family="sans-serif" font-size="{FONT}" text-anchor="middle">'
        f"<title>{len(shown)} of {len(graph.entities)} entities</title>"
        f'<g stroke="#bbc2c9" fill="none">{"".join(lines)}</g>'
        f'<g paint-order="stroke" stroke="#fff" stroke-width="3">{"".join(marks)}</g></svg>'
    )

"""What the endpoint says of itself: SPARQL 1.1 Service Description."""

from string import Template

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from graphbuild.iris import Iris
from graphbuild.server.rdf_forms import to_rdf_bytes

_DESCRIPTION = Template("""
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .

$endpoint a sd:Service ;
  sd:endpoint $endpoint ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML,
    formats:SPARQL_Results_CSV, formats:SPARQL_Results_TSV,
    formats:Turtle, formats:N-Triples, formats:JSON-LD, formats:RDF_XML ;
  sd:defaultDataset $dataset .

$dataset a sd:Dataset ;
  sd:defaultGraph $graph ;
  sd:namedGraph $entities, $judgements .

$graph a sd:Graph .
$entities a sd:NamedGraph ; sd:name $entities_name .
$judgements a sd:NamedGraph ; sd:name $judgements_name .
""")

_PREFIXES = {"sd": "http://www.w3.org/ns/sparql-service-description#"}


def describe_service(endpoint: str, base: str, form: str) -> bytes:
    """Return the description of the endpoint as RDF.

    The graphs of articles aren't listed, as they may be many thousands; a query lists them.

    Args:
        endpoint: Its address.
        base: What the IRIs of the store begin with.
        form: See :func:`to_rdf_bytes`.
    """
    iris = Iris(base)
    turtle = _DESCRIPTION.substitute(
        endpoint=NamedNode(endpoint),
        dataset=NamedNode(f"{endpoint}#dataset"),
        graph=NamedNode(f"{endpoint}#all"),
        entities=NamedNode(f"{endpoint}#entities"),
        entities_name=NamedNode(iris.entities_graph),
        judgements=NamedNode(f"{endpoint}#judgements"),
        judgements_name=NamedNode(iris.judgements_graph),
    )
    quads = parse(turtle.encode(), format=RdfFormat.TURTLE)
    triples = [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    return to_rdf_bytes(triples, form, _PREFIXES)

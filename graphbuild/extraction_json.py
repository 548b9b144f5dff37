"""Extractions as JSON objects, their fields in a fixed order."""

from graphbuild.model import (
    SCHEMA_VERSION,
    Background,
    Claim,
    DateValue,
    Entity,
    Extraction,
    Mention,
    Quantity,
    Relation,
    Role,
    Spans,
)

Json = dict[str, object]


def to_json(extraction: Extraction) -> Json:
    """Return *extraction* as one flat JSON object, the article's fields first."""
    article = extraction.article
    return {
        "schema": SCHEMA_VERSION,
        "id": article.id,
        "text": article.text,
        "text_sha256": article.text_sha256,
        **_present(
            title=article.title,
            url=article.url,
            publisher=article.publisher,
            published=article.published,
        ),
        "language": article.language,
        "mentions": [_mention_to_json(mention) for mention in extraction.mentions],
        "entities": [_entity_to_json(entity) for entity in extraction.entities],
        "claims": [_claim_to_json(claim) for claim in extraction.claims],
        "relations": [_relation_to_json(relation) for relation in extraction.relations],
        "boilerplate": _spans_to_json(article.boilerplate),
    }


def _mention_to_json(mention: Mention) -> Json:
    return {
        "start": mention.start,
        "end": mention.end,
        "type": mention.type,
        "kind": mention.kind,
        "entity": mention.entity,
        "rule": mention.rule,
        "score": mention.score,
        **({"metonymic": True} if mention.metonymic else {}),
    }


def _entity_to_json(entity: Entity) -> Json:
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "roles": [_role_to_json(role) for role in entity.roles],
        "same_as": list(entity.same_as),
        "links": [
            {"iri": link.iri, "rule": link.rule, "score": link.score} for link in entity.links
        ],
        **_present(lat=entity.lat, lon=entity.lon),
        "part_of": [{"name": each.name, "iri": each.iri} for each in entity.part_of],
        **_present(country=entity.country, population=entity.population),
        **({"team": True} if entity.team else {}),
        **({"background": _background_to_json(entity.background)} if entity.background else {}),
    }


def _background_to_json(background: Background) -> Json:
    return {
        "iri": background.iri,
        **_present(description=background.description, country=background.country),
        "positions": [
            {"title": each.title, **_present(start=each.start, end=each.end)}
            for each in background.positions
        ],
        **_present(
            party=background.party,
            birth=background.birth,
            death=background.death,
            inception=background.inception,
            dissolved=background.dissolved,
        ),
    }


def _role_to_json(role: Role) -> Json:
    return {
        "article": role.article,
        "kind": role.kind,
        "title": role.title,
        "start": role.start,
        "end": role.end,
        **_present(of=role.of, country=role.country),
        "former": role.former,
    }


def _claim_to_json(claim: Claim) -> Json:
    return {
        "id": claim.id,
        "source": _spans_to_json(claim.source),
        "cue": _spans_to_json(claim.cue),
        "content": _spans_to_json(claim.content),
        "speaker": claim.speaker,
        "about": list(claim.about),
        "form": claim.form,
        "attitude": claim.attitude,
        "polarity": claim.polarity,
        "negation": _spans_to_json(claim.negation),
        "certainty": claim.certainty,
        "hedges": _spans_to_json(claim.hedges),
        "content_negation": _spans_to_json(claim.content_negation),
        "cue_lemma": claim.cue_lemma,
        "quantities": [_quantity_to_json(each) for each in claim.quantities],
        "dates": [_date_to_json(each) for each in claim.dates],
        **({"said": _date_to_json(claim.said)} if claim.said else {}),
        "rule": claim.rule,
        "score": claim.score,
    }


def _quantity_to_json(quantity: Quantity) -> Json:
    return {
        "start": quantity.start,
        "end": quantity.end,
        "value": quantity.value,
        **_present(unit=quantity.unit),
        "bound": quantity.bound,
        **({"counted": list(quantity.counted)} if quantity.counted else {}),
    }


def _date_to_json(date: DateValue) -> Json:
    return {
        "start": date.start,
        "end": date.end,
        "value": date.value,
        **({"relative": True} if date.relative else {}),
    }


def _relation_to_json(relation: Relation) -> Json:
    return {
        "type": relation.type,
        "head": relation.head,
        "tail": relation.tail,
        "evidence": _spans_to_json(relation.evidence),
        "negated": relation.negated,
        "modal": relation.modal,
        **_present(time=relation.time),
        "claim": relation.claim,
        "rule": relation.rule,
        "score": relation.score,
    }


def _spans_to_json(spans: Spans) -> list[list[int]]:
    return [[start, end] for start, end in spans]


def _present(**fields: str | float | None) -> Json:
    """Return the optional fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}

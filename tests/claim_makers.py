"""Extractions of a claim each, made by hand, to compare claims across articles."""

import re

from graphbuild.ids import claim_id
from graphbuild.model import (
    Article,
    Attitude,
    Certainty,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Form,
    Mention,
    MentionKind,
    Polarity,
    Quantity,
)

PEOPLE = ("Ann Lee", "Bob Stone", "Mira Novak")
# "[12|people]" is a number and what it counts, "~not~" a negation.
NUMBER = re.compile(
    r"\[(?P<bound>at least |at most |about )?(?P<number>[\d,]+)\|(?P<counted>[^\]]+)\]"
)
NEGATION = re.compile(r"~(?P<word>\w+)~")


def said(
    article: str,
    content: str,
    *,
    by: str = "Ann Lee",
    cue: str = "said",
    day: str = "2031-05-04",
    attitude: Attitude = Attitude.STATEMENT,
    polarity: Polarity = Polarity.POSITIVE,
    certainty: Certainty = Certainty.CERTAIN,
    rule: str = "clause",
) -> Extraction:
    """Return the extraction of an article that says "BY CUE CONTENT".

    In the content, "[12|people]" is a number and what it counts, "~not~" a negation.
    """
    start = len(f"{by} {cue} ")
    plain, quantities, negation = _read(content, start)
    text = f"{by} {cue} {plain}."
    entities = [
        Entity(id=_id(name), type=EntityType.PERSON, name=name) for name in PEOPLE if name in text
    ]
    spans = {"source": ((0, len(by)),), "cue": ((len(by) + 1, start - 1),)}
    spans["content"] = ((start, len(text) - 1),)
    claim = Claim(
        id=claim_id(article, **spans),
        **spans,
        speaker=_id(by) if by in PEOPLE else None,
        about=(),
        form=Form.DIRECT if rule == "quotation" else Form.INDIRECT,
        attitude=attitude,
        polarity=polarity,
        negation=spans["cue"] if polarity is Polarity.NEGATIVE else (),
        content_negation=negation,
        certainty=certainty,
        cue_lemma=cue,
        quantities=quantities,
        rule=rule,
        score=0.9,
    )
    return Extraction(
        article=Article(id=article, text=text, published=day),
        mentions=tuple(_mentions(text, entities)),
        entities=tuple(entities),
        claims=(claim,),
    )


def _id(name: str) -> str:
    return f"person-{name.replace(' ', '-').lower()}"


def _mentions(text: str, entities: list[Entity]) -> list[Mention]:
    found = [
        Mention(
            start=match.start(),
            end=match.end(),
            type=each.type,
            kind=MentionKind.NAME,
            entity=each.id,
            rule="fullest-name",
            score=1.0,
        )
        for each in entities
        for match in re.finditer(re.escape(each.name), text)
    ]
    return sorted(found, key=lambda each: each.start)


def _read(content: str, start: int):
    """Return the plain words, the quantities and the negations of a marked content."""
    plain, quantities, negation, position = "", [], [], 0
    for match in re.finditer(f"{NUMBER.pattern}|{NEGATION.pattern}", content):
        plain += content[position : match.start()]
        at = start + len(plain)
        if match["word"]:
            plain += match["word"]
            negation.append((at, at + len(match["word"])))
        else:
            words = (match["bound"] or "") + match["number"]
            plain += f"{words} {match['counted']}"
            first = at + len(words) + 1
            quantities.append(
                Quantity(
                    start=at,
                    end=at + len(words),
                    value=float(match["number"].replace(",", "")),
                    bound=(match["bound"] or "exactly").strip(),
                    counted=(first, first + len(match["counted"])),
                )
            )
        position = match.end()
    return plain + content[position:], tuple(quantities), tuple(negation)

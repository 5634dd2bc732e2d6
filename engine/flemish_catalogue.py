"""Products of the Flemish product catalogue (IPDC, and LPDC of local governments).

Read out of JSON-LD as the catalogue gives it: in full, or with its Dutch short names.
What is not known is left out; the formal form of address is preferred.

>>> [product] = read({"@type": "Instantie", "productnummer": "44679",
...     "naam": {"nl": "Reispas", "nl-BE-x-formal": "Uw reispas"},
...     "kosten": [{"beschrijving": {"nl": "<p>81 euro</p>"}}]})
>>> product.number, product.names, product.prices
('44679', {'nl': 'Uw reispas'}, {'nl': '81 euro'})
"""

from typing import NamedTuple

from .html_text import plain_lines, safe_html
from .linked_data import Graph
from .plain_text import clean_line

DCT = "http://purl.org/dc/terms/"
SCHEMA = "http://schema.org/"
M8G = "http://data.europa.eu/m8g/"
CPSV = "http://purl.org/vocab/cpsv#"
IPDC = "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#"

TITLE = f"{DCT}title"
DESCRIPTION = f"{DCT}description"
MORE = f"{IPDC}additionalDescription"
EXCEPTION = f"{IPDC}exception"
NUMBER = f"{SCHEMA}productID"
REQUIREMENT = "http://vocab.belgif.be/ns/publicservice#hasRequirement"
EVIDENCE = f"{M8G}hasSupportingEvidence"
PROCEDURE = f"{CPSV}follows"
COST = f"{M8G}hasCost"
WEBSITE = f"{IPDC}hasWebsite"
SEE_ALSO = "http://www.w3.org/2000/01/rdf-schema#seeAlso"
URL = f"{SCHEMA}url"
KEYWORD = "http://www.w3.org/ns/dcat#keyword"
ORDER = "http://www.w3.org/ns/shacl#order"
ARCHIVED = f"{IPDC}isArchived"
VERSION_OF = f"{DCT}isVersionOf"
MADE_AT = "http://www.w3.org/ns/prov#generatedAtTime"

#: short names and beginnings that the catalogue uses, also without explaining them
TERMS = {
    "dct": DCT,
    "dcterms": DCT,
    "schema": SCHEMA,
    "sch": SCHEMA,
    "m8g": M8G,
    "deu": M8G,
    "cpsv": CPSV,
    "purlCpsv": CPSV,
    "ipdc": IPDC,
    "lpdc": IPDC,
    "ipdc-lpdc": IPDC,
    "instantieNs": IPDC,
    "ps": "http://vocab.belgif.be/ns/publicservice#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "prov": "http://www.w3.org/ns/prov#",
    "id": "@id",
    "naam": TITLE,
    "titel": TITLE,
    "beschrijving": DESCRIPTION,
    "verdereBeschrijving": MORE,
    "aanvullendeBeschrijving": MORE,
    "uitzonderingen": EXCEPTION,
    "productnummer": NUMBER,
    "voorwaarden": REQUIREMENT,
    "bewijs": EVIDENCE,
    "procedures": PROCEDURE,
    "kosten": COST,
    "websites": WEBSITE,
    "meerInfo": SEE_ALSO,
    "url": URL,
    "zoektermen": KEYWORD,
    "order": ORDER,
    "gearchiveerd": ARCHIVED,
    "isVersionOf": VERSION_OF,
    "generatedAtTime": MADE_AT,
}
#: what a product is called at the end of its type, in capitals or not
TYPES = frozenset(
    """publicservice instancepublicservice instancepublicservicesnapshot
    conceptualpublicservice conceptualpublicservicesnapshot instantie
    instantiesnapshot concept conceptsnapshot""".split()
)
#: which text of a language is taken, the best first; another one of it otherwise
DUTCH = ("nl-be-x-formal", "nl-be-x-generated-formal", "nl", "nl-be")
#: language of what says none
USUAL = "nl"
#: more is no catalogue of one government
MOST = 5000


class NoCatalogue(ValueError):
    """Data of which nothing is a product."""


class Product(NamedTuple):
    """What the catalogue tells of a product; texts by language (``nl``, ``fr``)."""

    #: the address of the product, the same in all its versions
    identity: str
    number: str
    names: dict
    #: with harmless mark-up
    infos: dict
    #: lines of what to bring
    bring: dict
    prices: dict
    digital_url: str
    keywords: dict


def read(data):
    """Return the products of which data tell that are not archived.

    :param data: what JSON says
    :raise NoCatalogue: when none of it is a product
    """
    found = {}
    for node in Graph(data, TERMS).nodes:
        if _is_product(node):
            found.setdefault(_identity(node) or id(node), []).append(node)
    if not found or len(found) > MOST:
        raise NoCatalogue
    latest = [max(versions, key=_made_at) for versions in found.values()]
    return [_product(node) for node in latest if not _is_archived(node)]


def _is_product(node):
    ends = {_end(text).casefold() for text in node.types if isinstance(text, str)}
    return bool(ends & TYPES and _texts(node, TITLE))


def _end(address):
    return address.replace("#", "/").rstrip("/").rpartition("/")[2].rpartition(":")[2]


def _identity(node):
    versions = [*node.inside(VERSION_OF)]
    named = [version.identity for version in versions]
    named += [value for value in node.values(VERSION_OF) if isinstance(value, str)]
    return next(filter(None, named), node.identity)


def _made_at(node):
    """Return when a version was made; the times of one file are written alike."""
    return max(map(_plain, node.values(MADE_AT)), default="")


def _is_archived(node):
    return any(_plain(value).casefold() == "true" for value in node.values(ARCHIVED))


def _product(node):
    procedures = _ordered(node.inside(PROCEDURE))
    requirements = _ordered(node.inside(REQUIREMENT))
    evidence = [
        each
        for holder in (node, *requirements, *procedures)
        for each in _ordered(holder.inside(EVIDENCE))
    ]
    return Product(
        identity=_identity(node),
        number=next(filter(None, map(_plain, node.values(NUMBER))), ""),
        names=_lines_of([node], TITLE, " "),
        infos=_infos(node, requirements),
        bring=_told(evidence, "\n"),
        prices=_told(_ordered(node.inside(COST)), "; "),
        digital_url=_address(procedures),
        keywords={
            lang: ", ".join(dict.fromkeys(filter(None, map(clean_line, words))))
            for lang, words in _all_texts(node, KEYWORD).items()
        },
    )


def _infos(node, requirements):
    """Return all that is good to know, with its mark-up, by language."""
    parts = [_texts(node, DESCRIPTION), _texts(node, MORE), _texts(node, EXCEPTION)]
    for requirement in requirements:
        titles = _texts(requirement, TITLE)
        parts.append({lang: f"<p><b>{text}</b></p>" for lang, text in titles.items()})
        parts.append(_texts(requirement, DESCRIPTION))
    infos = {}
    for lang in dict.fromkeys(lang for part in parts for lang in part):
        safe = [safe_html(_as_html(part[lang])) for part in parts if part.get(lang)]
        infos[lang] = "".join(safe)
    return {lang: text for lang, text in infos.items() if text}


def _as_html(text):
    """Return a text with mark-up; a plain one becomes a paragraph."""
    return text if "<" in text else f"<p>{text}</p>"


def _told(nodes, between):
    """Return what things are, as plain text by language: described, or called."""
    told = {}
    for node in nodes:
        described, called = _texts(node, DESCRIPTION), _texts(node, TITLE)
        for lang in dict.fromkeys([*described, *called]):
            lines = plain_lines(described.get(lang, "")) or plain_lines(
                called.get(lang, "")
            )
            told.setdefault(lang, []).extend(lines)
    return {
        lang: between.join(dict.fromkeys(lines))
        for lang, lines in told.items()
        if lines
    }


def _lines_of(nodes, name, between):
    found = {
        lang: between.join(plain_lines(text))
        for node in nodes
        for lang, text in _texts(node, name).items()
    }
    return {lang: text for lang, text in found.items() if text}


def _address(procedures):
    """Return where a citizen arranges it: the first website of how it goes."""
    for procedure in procedures:
        for website in _ordered(procedure.inside(WEBSITE, SEE_ALSO)):
            for value in website.values(URL):
                address = clean_line(_plain(value))
                if address.lower().startswith(("https://", "http://")):
                    return address
    return ""


def _ordered(nodes):
    """Return things in the order that the catalogue says."""

    def place(node):
        told = [text for text in map(_plain, node.values(ORDER)) if text.isdecimal()]
        return float(told[0][:9]) if told else float("inf")

    return sorted(nodes, key=place)


def _texts(node, name):
    """Return one text for each language."""
    return {lang: texts[0] for lang, texts in _all_texts(node, name).items() if texts}


def _all_texts(node, name):
    """Return the texts under a name by language, those of the best variant of each."""
    variants = {}
    for value in node.values(name):
        for tag, text in _tagged(value):
            variants.setdefault(tag.casefold().replace("_", "-"), []).append(text)
    found = {}
    for tag in sorted(variants, key=_rank):
        found.setdefault(tag.partition("-")[0], variants[tag])
    return found


def _rank(tag):
    return (DUTCH.index(tag) if tag in DUTCH else len(DUTCH), len(tag), tag)


def _tagged(value):
    """Yield pairs (language, text) of a value, in whatever way it says them."""
    if isinstance(value, str):
        yield USUAL, value
    elif isinstance(value, dict) and "@value" in value:
        if isinstance(value["@value"], str):
            tag = value.get("@language")
            yield (tag if isinstance(tag, str) and tag else USUAL), value["@value"]
    elif isinstance(value, dict):
        for tag, texts in value.items():
            for text in texts if isinstance(texts, list) else [texts]:
                if isinstance(text, str):
                    yield tag, text


def _plain(value):
    """Return a value as text, whatever its type."""
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip() if isinstance(value, str | int | float) else ""

"""Linked data in JSON (JSON-LD), read without asking anybody for what it leaves out.

The same things are written in full, with short names that a context explains, or with
those that everybody in a field knows. Here all of them become one:

>>> short = {"@context": {"dct": "http://purl.org/dc/terms/", "titel": "dct:title"},
...          "titel": "Reispas"}
>>> Graph(short).nodes[0].values("http://purl.org/dc/terms/title")
['Reispas']
>>> full = [{"http://purl.org/dc/terms/title": [{"@value": "Reispas"}]}]
>>> Graph(full).nodes[0].values("http://purl.org/dc/terms/title")
[{'@value': 'Reispas'}]

A context of which only the address is given is not fetched: ``terms`` has the names
that may be used without one.
"""

import re

#: how a language is told apart from the name of something else: nl, nl-BE-x-formal
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,9})*", re.IGNORECASE | re.ASCII)
#: deeper, a file is no data about anything
DEEPEST = 60
#: a context may explain a name by another one, but not forever
MOST_STEPS = 8


class Graph:
    """Everything that a file tells of, found by what it is called.

    :param terms: short name -> full name, of what no context explains
    """

    def __init__(self, data, terms=None):
        self.terms = terms or {}
        self.nodes = []
        self._named = {}
        self._read(data, {}, 0)

    def node(self, value):
        """Return the node that a value stands for, with all that is told of it."""
        if isinstance(value, Node):
            return value
        return self._named.get(value) if isinstance(value, str) else None

    def _read(self, data, context, depth):
        if depth > DEEPEST:
            return
        if isinstance(data, list):
            for each in data:
                self._read(each, context, depth + 1)
        elif isinstance(data, dict):
            self._add(data, self._context(data.get("@context"), context), depth)

    def _add(self, data, context, depth):
        """Add what an object tells, and what stands inside it; return its node."""
        node = Node(self, {})
        self.nodes.append(node)
        for key, value in data.items():
            if key == "@context":
                continue
            name, inner = self._name(key, context)
            if name == "@graph":
                self._read(value, inner, depth + 1)
                continue
            told = self._values(value, inner, depth + 1)
            if name == "@type":
                told = [self._name(text, context)[0] for text in told if _is_text(text)]
            node.told.setdefault(name, []).extend(told)
        identity = node.identity
        if identity:
            known = self._named.setdefault(identity, node)
            if known is not node and len(node.told) > len(known.told):
                self._named[identity] = node
        return node

    def _values(self, value, context, depth):
        """Return what a key tells, as a list; objects inside become nodes."""
        if depth > DEEPEST:
            return []
        if isinstance(value, list):
            return [
                each for part in value for each in self._values(part, context, depth)
            ]
        if not isinstance(value, dict) or "@value" in value:
            return [value]
        if "@list" in value or "@set" in value:
            inside = value.get("@list") or value.get("@set")
            return self._values(inside, context, depth + 1)
        if self._is_by_language(value, context):
            return [value]
        return [self._add(value, self._context(value.get("@context"), context), depth)]

    def _is_by_language(self, value, context):
        """Tell whether an object has a text, or several, for each language."""
        return bool(value) and all(
            LANGUAGE.fullmatch(key)
            and key not in context
            and key not in self.terms
            and (isinstance(text, str) or _is_texts(text))
            for key, text in value.items()
        )

    def _context(self, told, outer):
        """Return the names that hold inside an object."""
        context = dict(outer)
        for part in told if isinstance(told, list) else [told]:
            if isinstance(part, dict):
                context.update(part)
        return context

    def _name(self, key, context, steps=0):
        """Return the full name of a key, and the context that holds behind it."""
        definition, inner = context.get(key), context
        if isinstance(definition, dict):
            inner = self._context(definition.get("@context"), context)
            definition = definition.get("@id")
        if definition is None:
            definition = self.terms.get(key)
        if _is_text(definition) and definition != key and steps < MOST_STEPS:
            return self._name(definition, context, steps + 1)[0], inner
        prefix, sign, rest = key.partition(":")
        if sign and not rest.startswith("//") and steps < MOST_STEPS:
            base = self._name(prefix, context, steps + 1)[0]
            if base != prefix:
                return base + rest, inner
        return key, inner


class Node:
    """Something that a file tells of: full name -> list of values."""

    def __init__(self, graph, told):
        self.graph = graph
        self.told = told

    @property
    def identity(self):
        """Return the address by which others name it, if it has one."""
        return next(filter(_is_text, self.told.get("@id", ())), "")

    @property
    def types(self):
        return self.told.get("@type", [])

    def values(self, *names):
        """Return all that is told under these names."""
        return [value for name in names for value in self.told.get(name, ())]

    def inside(self, *names):
        """Return the things that these names lead to, in the order that they tell."""
        found = []
        for value in self.values(*names):
            node = self.graph.node(value)
            if node and not (node.told.keys() - {"@id"}):
                node = self.graph.node(node.identity) or node
            if node:
                found.append(node)
        return found


def _is_text(value):
    return isinstance(value, str) and bool(value)


def _is_texts(value):
    return isinstance(value, list) and all(isinstance(text, str) for text in value)

"""Which things have the words that somebody typed, in whatever language.

Words that only hold a sentence together count for nothing, so that a whole question
finds what it is about:

>>> fitting("ik wil een nieuwe reispas", {1: ["Rijbewijs"], 2: ["Reispas aanvragen"]})
[2]
"""

from .spelling import known_words, plain_words

#: Words of a sentence in the languages of our visitors. None of them is the name of
#: something: "pas" is a word of French sentences, and in Dutch what people come for.
STOP_WORDS = frozenset(
    plain_words(
        """
        de het een ne nen ik wij we u uw je jij jouw mijn onze van voor naar met op in
        aan bij om te en of is zijn ben heb hebben moet moeten wil willen kan kunnen
        graag waar hoe wat nodig nieuw nieuwe maken vragen krijgen hebt geworden
        le la les l un une des du d je j ai mon ma mes notre nos pour avec et ou est au
        aux en dans comment besoin veux voudrais nouveau nouvelle faire obtenir
        der die das den dem ein eine einen einer ich wir mein meine unser unsere von zu
        zum zur mit und oder ist bin habe brauche mochte will wie wo neu neue neuen
        the a an i my our your of for to with and or is am have need want would like
        how where what new get
        bir ve ile icin ben benim yeni istiyorum nasil nerede almak
        """
    )
)
#: shorter words are only looked for at the beginning of others: id in identity
LONG = 3


def meant_words(text):
    """Return the words that tell what somebody looks for; all, if none does."""
    words = list(dict.fromkeys(plain_words(text)))
    return [word for word in words if word not in STOP_WORDS] or words


def fitting(typed, texts):
    """Return the keys of the texts that have every meant word, in their order.

    :param str typed: what somebody looks for; a text without words fits nothing
    :param dict texts: key -> list of names of one thing
    """
    words = meant_words(typed)
    if not words:
        return []
    known = {key: known_words(" ".join(names)) for key, names in texts.items()}
    return [
        key
        for key, vocabulary in known.items()
        if all(_occurs(word, vocabulary) for word in words)
    ]


def _occurs(word, vocabulary):
    if len(word) < LONG:
        return any(known.startswith(word) for known in vocabulary)
    return any(word in known for known in vocabulary)

"""Values in a context that nobody can send from outside."""


class Inside:
    """A value that our own code passes along in a context.

    Whoever calls a method by RPC sends a context of their own, of plain values: JSON
    and XML know no such object. So what is asked of a context is whether it holds one.
    """

    def __init__(self, value=True):
        self.value = value

    @classmethod
    def of(cls, env, key):
        """Return what our own code put in the context under a key, else ``None``."""
        found = env.context.get(key)
        return found.value if isinstance(found, cls) else None

from contextlib import contextmanager

KEY = "municipal_appointment"


class Transaction:
    """What this add-on knows for as long as a transaction of the database lasts.

    For what parameters cannot carry, because code of Odoo or upstream stands between
    who says it and who asks. Not in ``cr.cache`` itself: that lives as long as a
    connection is borrowed, and a job that commits after each row, or a page that begins
    again after a refusal, would find there what was so in an earlier one. What a
    callback gathers until the commit is in ``cr.precommit.data``, as in Odoo.

    For example::

        with Transaction(self.env).during("moving", self.ids):
            ...
        Transaction(self.env).get("moving")  # None: it is over
    """

    def __init__(self, env):
        self._cr = env.cr

    def get(self, name, default=None):
        """Return what was said in this transaction."""
        return self._cr.cache.get(KEY, {}).get(name, default)

    def keep(self, name, value):
        """Say something until the transaction ends, or return what was said before."""
        return self._known().setdefault(name, value)

    @contextmanager
    def during(self, name, value=True):
        """Say something during a block; within another one, that is so again after."""
        before = self._known().get(name)
        self._known()[name] = value
        try:
            yield
        finally:
            self._known().pop(name, None)
            if before is not None:
                self._known()[name] = before

    def _known(self):
        if KEY not in self._cr.cache:
            self._cr.cache[KEY] = {}
            for end in (self._cr.postcommit, self._cr.postrollback):
                end.add(self._forget)
        return self._cr.cache[KEY]

    def _forget(self):
        self._cr.cache.pop(KEY, None)

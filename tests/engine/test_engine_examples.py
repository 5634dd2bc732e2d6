"""Every module of the engine begins with an example, and the example is so."""

import doctest
import importlib
import pkgutil
import unittest

from ... import engine

#: holds nothing that could be called
WITHOUT = {"errors"}


class TestEngineExamples(unittest.TestCase):
    def test_every_example_is_so(self):
        names = {module.name for module in pkgutil.iter_modules(engine.__path__)}
        self.assertGreater(len(names), 20)
        for name in sorted(names - WITHOUT):
            with self.subTest(name):
                module = importlib.import_module(f"{engine.__name__}.{name}")
                self.assertIn(">>>", module.__doc__, "begins with an example")
                found = doctest.testmod(module)
                self.assertGreater(found.attempted, 0)
                self.assertEqual(found.failed, 0)

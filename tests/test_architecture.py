"""How the house is built: what a reader may count on without running anything."""

import ast
import unittest
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("models", "wizards", "reports")


def classes():
    """Yield (path, class, name of the model or None) of every class in our rooms."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef):
                    yield path.relative_to(ROOT), node, _model(node)


def _model(node):
    """Return the model that a class defines or extends, ``None`` for plain classes."""
    told = {
        target.id: ast.literal_eval(line.value)
        for line in node.body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
    }
    inherited = told.get("_inherit")
    return told.get("_name") or (inherited if isinstance(inherited, str) else None)


def functions(node):
    return [
        line.name
        for line in node.body
        if isinstance(line, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


class TestArchitecture(unittest.TestCase):
    def test_a_method_of_a_model_is_defined_once(self):
        """What the add-on does must not depend on the order of its files."""
        found = defaultdict(list)
        for path, node, model in classes():
            for name in functions(node) if model else ():
                found[model, name].append(str(path))
        self.assertGreater(len(found), 500, "the methods were not found")
        twice = {key: paths for key, paths in found.items() if len(paths) > 1}
        self.assertEqual(twice, {})

"""How the house is built: what a reader may count on without running anything."""

import ast
import unittest
from collections import Counter, defaultdict
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[2]
ROOMS = ("models", "wizards", "reports")
#: what fits on a screen of a file manager
MOST_FILES = 12
#: what has the rooms of the models, with the rooms that it has besides
MIRRORS = {
    "controllers": set(),
    "wizards": set(),
    "views": set(),
    "tests": {"engine", "house"},
}
#: what controllers may know of models besides their methods
SHARED = {"common.refusal", "common.wording", "common.hours_conflict"}


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


def _asks(node):
    """Tell whether a node is the decorator of a step that asks where it comes from."""
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "action"
        and not any(keyword.arg == "asks" for keyword in node.keywords)
    )


def imports(path):
    """Yield the dotted names of modules that a file imports, from the root on."""
    here = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) + 1 - node.level] if node.level else ()
            yield ".".join([*base, *filter(None, [node.module])])


def sudo_names(path):
    """Yield the names to which a file assigns what ``.sudo()`` returns."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        called = node.value.func
        if isinstance(called, ast.Attribute) and called.attr == "sudo":
            yield from (name.id for name in node.targets if isinstance(name, ast.Name))


def rooms_of(floor):
    """Return the folders of a floor of the house, as paths."""
    return [
        path
        for path in sorted((ROOT / floor).iterdir())
        if path.is_dir() and not path.name.startswith("_")
    ]


def floors():
    """Return the rooms of the models, from the lowest to the highest."""
    tree = ast.parse((ROOT / "models" / "__init__.py").read_text())
    names = [alias.name for node in tree.body for alias in node.names]
    return [name for name in names if (ROOT / "models" / name).is_dir()]


class TestArchitecture(unittest.TestCase):
    def test_the_engine_knows_nothing_of_odoo(self):
        for path in (ROOT / "engine").rglob("*.py"):
            for name in imports(path):
                self.assertNotEqual(name.split(".")[0], "odoo", path)
                outside = name.split(".")[0] in (*ROOMS, "controllers", "demo")
                self.assertFalse(outside, f"{path} imports {name}")

    def test_a_room_imports_only_what_stands_below(self):
        rooms = floors()
        self.assertGreater(len(rooms), 5)
        for number, room in enumerate(rooms):
            for path in (ROOT / "models" / room).rglob("*.py"):
                for name in imports(path):
                    if not name.startswith("models."):
                        self.assertNotIn(name.split(".")[0], ("wizards", "controllers"))
                        continue
                    other = rooms.index(name.split(".")[1])
                    self.assertLessEqual(other, number, f"{path} imports {name}")

    def test_controllers_know_methods_of_models_and_nothing_else(self):
        for path in (ROOT / "controllers").rglob("*.py"):
            for name in imports(path):
                if name.startswith("models."):
                    self.assertIn(name.removeprefix("models."), SHARED, path)

    def test_a_step_that_asks_where_it_comes_from_can_say_no(self):
        """``action`` calls ``_stranger`` of its controller, or of one it extends."""
        asking, answering = set(), set()
        for path in (ROOT / "controllers").rglob("*.py"):
            for node in ast.parse(path.read_text()).body:
                if not isinstance(node, ast.ClassDef):
                    continue
                names = {node.name, *(getattr(b, "id", "") for b in node.bases)}
                answering |= {node.name} if "_stranger" in functions(node) else set()
                if any(map(_asks, ast.walk(node))):
                    asking.add((node.name, frozenset(names)))
        self.assertGreater(len(asking), 2)
        deaf = {name for name, names in asking if not names & answering}
        self.assertEqual(deaf, set())

    def test_records_in_the_rights_of_the_system_say_so(self):
        """``bookings_sudo = self.sudo()``: who reads further down sees it too."""
        for room in (*ROOMS, "controllers"):
            for path in (ROOT / room).rglob("*.py"):
                for name in sudo_names(path):
                    told = name.endswith("_sudo") or name[0].isupper()
                    self.assertTrue(told, f"{name} in {path}")

    def test_a_template_has_its_name_alone(self):
        """Two of one name: the later file would replace the page of the other."""
        found = Counter(
            template.get("id")
            for path in (ROOT / "views").rglob("*.xml")
            for template in etree.parse(path).iter("template")
        )
        self.assertGreater(len(found), 50)
        self.assertFalse([name for name, times in found.items() if times > 1])

    def test_a_room_is_seen_at_a_glance(self):
        for room in [
            *rooms_of("models"),
            *rooms_of("controllers"),
            *rooms_of("wizards"),
        ]:
            files = list(room.glob("[!_]*.py"))
            self.assertLessEqual(len(files), MOST_FILES, room)

    def test_all_floors_have_the_rooms_of_the_models(self):
        """What is about one concern is found under one name everywhere."""
        for floor in MIRRORS:
            files = [path.name for path in (ROOT / floor).glob("*.py")]
            if floor != "tests":
                self.assertEqual(files, ["__init__.py"] if floor != "views" else [])
            names = {room.name for room in rooms_of(floor)} - MIRRORS[floor]
            self.assertLessEqual(names, set(floors()), floor)

    def test_a_method_of_a_model_is_defined_once(self):
        """What the add-on does must not depend on the order of its files."""
        found = defaultdict(list)
        for path, node, model in classes():
            for name in functions(node) if model else ():
                found[model, name].append(str(path))
        self.assertGreater(len(found), 500, "the methods were not found")
        twice = {key: paths for key, paths in found.items() if len(paths) > 1}
        self.assertEqual(twice, {})

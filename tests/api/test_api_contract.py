"""What the document of the API promises, asked in all ways it allows and forbids."""

import schemathesis
from hypothesis import settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from odoo.tests import tagged

from ...controllers.api import endpoint
from ...engine.rate import RateLimit
from ..api_common import ROOT, ApiCase
from ..properties import FUZZ, given

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TIMES = 12 * (FUZZ or 1)


@tagged("post_install", "-at_install")
class TestApiContract(ApiCase):
    """Schemathesis plays a program that knows the document and nothing else."""

    def test_every_answer_is_as_the_document_says(self):
        self.patch(endpoint, "LIMIT", RateLimit(times=100_000, seconds=1))
        headers = {"Authorization": f"Bearer {self.key()}"}
        before = self.traces()
        document = schemathesis.openapi.from_dict(self.fetch("/openapi.json").json())
        for found in document.get_all_operations():
            operation = found.ok()
            for mode in GenerationMode:
                with self.subTest(operation=operation.label, mode=mode.value):
                    self.ask(operation.as_strategy(generation_mode=mode), headers)
        # nobody guesses a product and a free slot
        self.assertEqual(self.traces(), before)

    def ask(self, cases, headers):
        """Send what the dice make of the document, and check each answer."""

        @settings(max_examples=TIMES)
        @given(cases)
        def send(case):
            case.call_and_validate(
                base_url=f"{self.base_url()}{ROOT}",
                session=self.opener,
                headers=headers,
                checks=CHECKS,
            )

        send()

    def test_methods_that_the_document_does_not_name(self):
        paths = self.fetch("/openapi.json").json()["paths"]
        self.assertGreater(len(paths), 8)
        for path, operations in paths.items():
            known = {method.upper() for method in operations}
            address = f"{ROOT}{path.replace('{code}', 'AAAA')}"
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
                with self.subTest(path=path, method=method):
                    self.refused(method, address, known)

    def refused(self, method, address, known):
        """Check that a method is refused in JSON, with those that there are."""
        answer = self.url_open(address, method=method, json={})
        if method == "GET" and answer.status_code == 404:
            # any address can be asked whether it is there
            return
        self.assertEqual(answer.status_code, 405)
        self.assertIn("application/json", answer.headers["Content-Type"])
        self.assertIn("Allow", answer.json()["error"])
        allowed = set(answer.headers["Allow"].replace(",", " ").split())
        self.assertLessEqual(known & {"GET", "POST"}, allowed)
        self.assertNotIn(method, allowed)

    def test_real_answers_are_as_the_document_says(self):
        """Those that no dice find: slots, and an appointment that was made."""
        document = schemathesis.openapi.from_dict(self.fetch("/openapi.json").json())
        slots = document["/slots"]["GET"]
        slots.validate_response(self.fetch("/slots", product="test-kids-id"))
        key = self.key()
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "appointment"}
        made = self.url_open(f"{ROOT}/bookings", json=self.wish(), headers=headers)
        self.assertEqual(made.status_code, 201)
        document["/bookings"]["POST"].validate_response(made)

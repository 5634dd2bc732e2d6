from odoo.tests import tagged

from ..evaluation_common import EvaluationCase
from ..screens import test_screens_accessibility


class EvaluationAccessibilityCase(
    EvaluationCase, test_screens_accessibility.AccessibilityCase
):
    pass


@tagged("post_install", "-at_install")
class TestAccessibilityEvaluation(EvaluationAccessibilityCase):
    """WCAG 2.1 AA by axe-core, and targets of at least 44 pixels, on a phone."""

    browser_size = "390x844"

    def test_the_question(self):
        visit = self.helped()
        path = self.path(visit)
        self.check(
            path,
            f"{path}?lang=nl_BE&score=3",
            f"{path}/thanks",
            "/mening/unknown-page",
            f"/wachten/{visit.access_token}",
            least=44,
        )


@tagged("post_install", "-at_install")
class TestAccessibilityEvaluationSmall(TestAccessibilityEvaluation):
    browser_size = "320x640"


@tagged("post_install", "-at_install")
class TestAccessibilityFeedback(EvaluationAccessibilityCase):
    browser_size = "1080x1920"

    def test_the_screen_at_the_exit(self):
        self.check(
            *(
                self.address(path, self.feedback)
                for path in ("", "?lang=nl_BE", "/thanks")
            )
        )


@tagged("post_install", "-at_install")
class TestAccessibilityFeedbackLandscape(TestAccessibilityFeedback):
    browser_size = "1366x768"

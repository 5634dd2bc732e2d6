class ForbiddenStep(Exception):
    """A step of a visit that its present state does not allow."""

    def __init__(self, state, step):
        super().__init__(f"{step} after {state}")
        self.state = state
        self.step = step


class Disorder(Exception):
    """Moments of a visit that cannot have followed each other."""

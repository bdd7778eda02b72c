"""The one exception whose message a learner may read."""


class OverlayError(ValueError):
    """Something the learner asked for cannot be done.

    The message is one sentence that names the offending value and the way out. Everything else that goes
    wrong is a bug and stays an ordinary exception.
    """

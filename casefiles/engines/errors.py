"""What goes wrong with engines, in words for the person at the keyboard."""


class EngineError(Exception):
    """A failure whose message says what happened and what to do; printed without a trace."""


class AlreadyRunning(EngineError):
    """Another supervisor holds the data folder."""

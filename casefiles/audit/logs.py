"""What may stand in a log: where and what kind of error, never the words of the case."""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class QuietFormatter(logging.Formatter):
    """Prints an error's kind and places, without its message.

    A database error quotes the row it refused, a form error what was typed: either could be a
    witness's name.
    """

    def formatException(self, ei: ExcInfo) -> str:  # type: ignore[override]  # noqa: N802
        kind, _error, trace = ei
        places = "".join(traceback.format_list(traceback.extract_tb(trace)))
        return f"{places}{kind.__name__} (its words are not logged)"

"""What an object store answers, or does not, as the errors that the store's callers know."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own, of which Python knows nothing
    HTTPClientError,
    IncompleteReadError,
)
from urllib3.exceptions import HTTPError

from evidence.exhibits.store.places import Unreachable


@contextmanager
def in_words(what: str) -> Iterator[None]:
    """Raises Unreachable, with a sentence, for whatever goes wrong between us and the server.

    What an answer says of one object is for the caller to take first: that it is missing.
    """
    try:
        yield
    except ClientError as error:
        words = f"the object store refused to {what}: {code_of(error)}"
        raise Unreachable(errno.EIO, words) from error
    except (HTTPClientError, ConnectionError, IncompleteReadError, HTTPError) as error:
        raise Unreachable(errno.ETIMEDOUT, "the object store does not answer") from error
    except BotoCoreError as error:
        raise Unreachable(errno.EIO, f"the object store could not {what}: {error}") from error


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))

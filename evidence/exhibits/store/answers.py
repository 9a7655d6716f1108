"""What an object store answers, or does not, as the errors that the store's callers know."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
)
from urllib3.exceptions import HTTPError

from evidence.exhibits.store.places import Unreachable

# It may be asked again later: nothing is wrong with the request or the object.
BUSY = {"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "Throttling"}


@contextmanager
def in_words(what: str) -> Iterator[None]:
    """Raises Unreachable where the server is away, OSError where it refuses."""
    try:
        yield
    except ClientError as error:
        if is_busy(error):
            raise Unreachable(errno.EAGAIN, "the object store cannot answer now") from error
        words = f"the object store refused to {what}: {code_of(error)}"
        raise OSError(errno.EIO, words) from error
    except (HTTPClientError, IncompleteReadError, HTTPError) as error:
        raise Unreachable(errno.ETIMEDOUT, "the object store does not answer") from error
    except BotoCoreError as error:
        raise OSError(errno.EIO, f"the object store could not {what}: {error}") from error


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def is_busy(error: ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or code_of(error) in BUSY

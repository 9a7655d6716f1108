"""Python's search for cyclic garbage, which took an eighth of the processor's time of most tests.

What stands once the tests are collected stays until the end and is not searched again; and the
search waits for more rubbish than a small program makes.
"""

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)

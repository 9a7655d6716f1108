"""What every test can ask for; each plugin says what it gives and why it is so.

| fixture | gives |
|---|---|
| `db` | the test database, rolled back afterwards (pytest-django's own) |
| `committed_db` | a database of the test's own, where commits are real; threads and processes see them |
| `live_site` | the address of a real web server on `committed_db` |
| `live_worker`, `live_beat` | a real Celery worker, a real beat, on `committed_db` |
| `tajoura`, `training` | the demonstration, loaded once for a module; `cast` its accounts by name |
| `object_store` | an S3-compatible server, emulated, over HTTP |
| `new_page`, `page` | real Chromium; fails a page that asks another host, throws, or breaks the CSP |
"""

pytest_plugins = [
    "tests.plugins.engines",
    "tests.plugins.databases",
    "tests.plugins.processes",
    "tests.plugins.again",
    "tests.plugins.witnessed",
    "tests.plugins.browsers",
    "tests.plugins.cast",
    "tests.plugins.demonstration",
    "tests.plugins.object_store",
    "tests.plugins.static_files",
    "tests.plugins.garbage",
    "tests.plugins.order",
]

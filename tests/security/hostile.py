"""What no person would type, by kind."""

# By kind, what each box of a form is sent. Lone surrogates reach a form within JSON only.
VALUES: dict[str, list[str]] = {
    "nothing": [""],
    "NUL": ["a\0b"],
    "long": ["w" * 1_000_000],
    "negative": ["-1"],
    "huge": ["9" * 400],
    "infinite": ["1e999"],
    "first day": ["0001-01-01"],
    "last day": ["9999-12-31"],
    "no such day": ["2023-02-29"],
    "leap day": ["2024-02-29"],
    "HTML": ["<img src=x onerror=alert(1)>{{ 7*7 }}{% now %}"],
    "path": ["../../../etc/passwd"],
    "formula": ["=HYPERLINK(\"https://example.org\")"],
    "turned": ["a\u202eb"],
    "lines": ["a\r\nb: c"],
    "JSON": ['[{"id": "\\ud800", "name": "\\ud800\\u0000", "size": 1e999}]'],
    "deep JSON": ["[" * 3000],
    "object": ['{"id": {"a": []}}'],
    "several": ["1", "2", "<b>"],
}  # fmt: skip

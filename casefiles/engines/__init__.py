"""The engines under Casefiles: PostgreSQL, Redis, and the supervisor that runs a site.

A plain package below every app: it imports none of them, and needs no Django,
because it must work before there is a database to configure Django with.
"""

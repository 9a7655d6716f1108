"""The law a qualification speaks of: provisions, their elements, and what is said of each.

Titles and elements are in our own words, after the Rome Statute and the ICC Elements of Crimes:
aligned with them, never certified, and for counsel to confirm against the originals.
"""

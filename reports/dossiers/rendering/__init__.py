"""Sets a dossier's pages. Imported inside the task: it costs a second and 60 MB."""

import logging

# They quote what they could not load or read, and that is the case's own text. Before their
# import, for they speak while they are imported.
for name in ("weasyprint", "weasyprint.progress", "fontTools", "pikepdf"):
    logging.getLogger(name).setLevel(logging.CRITICAL)

"""How the pages of this folder become a site: `make docs`, without a network."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

project = "trialstats"
author = "The trialstats authors"
copyright = "The trialstats authors"  # no year: a page holds no time
release = version_of("trialstats")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_site"]
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
autodoc_typehints = "none"
autodoc_member_order = "bysource"
highlight_language = "yaml"

html_theme = "furo"
html_title = "trialstats"
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
html_last_updated_fmt = None


def setup(app: Sphinx) -> None:
    """Write the gallery from the results of the built-in trial before the pages are read."""
    from gallery import write_gallery

    here = Path(__file__).parent
    app.connect("builder-inited", lambda _: write_gallery(here.parent, here))

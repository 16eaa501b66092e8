"""The dashboard: both the server's app, with the map's own files, and the page script Streamlit runs.

Start it with ``atgt serve`` or ``streamlit run dashboard.py``.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx() is None:  # the server imports this file; a page run executes it with a context
    from atgt.webmap import offline_assets
    from atgt.workflow import demo  # noqa: F401 - loads pandas, geopandas and the rest before the first visitor comes

    # streamlit_folium must not be imported here: a component declared before the runtime exists is not found
    app = st.App(__file__, routes=offline_assets.routes(st.get_option("server.baseUrlPath")))
else:
    from atgt.ui import shell

    shell.main()

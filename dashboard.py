"""The dashboard: both the server's app, with the map's own files, and the page script Streamlit runs.

streamlit run dashboard.py        or        atgt serve
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx() is None:  # the server imports this file; a page run executes it with a context
    from atgt.webmap import offline_assets

    # streamlit_folium must not be imported here: a component declared before the runtime exists is not found
    app = st.App(__file__, routes=offline_assets.routes(st.get_option("server.baseUrlPath")))
else:
    from atgt.ui import shell

    shell.main()

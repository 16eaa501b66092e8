"""The dashboard: both the server's app, with the gate and the map's own files, and the page script Streamlit runs.

Start it with ``atgt serve`` or ``streamlit run dashboard.py``.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx() is None:  # the server imports this file; a page run executes it with a context
    from starlette.middleware import Middleware

    from atgt.gate import office_identity
    from atgt.gate.middleware import Gate
    from atgt.webmap import offline_assets
    from atgt.workflow import (
        demo,  # noqa: F401 - loads pandas, geopandas and the rest before the first visitor comes
        session,
    )

    base_path = st.get_option("server.baseUrlPath")
    gate = Middleware(
        Gate,
        open_database=session.shared_database,
        address=st.get_option("server.address"),
        base_path=base_path,
        office=office_identity.configured_or_told(base_path),
    )
    # streamlit_folium must not be imported here: a component declared before the runtime exists is not found
    app = st.App(__file__, routes=offline_assets.routes(base_path), middleware=[gate])
else:
    from atgt.ui import shell

    shell.main()

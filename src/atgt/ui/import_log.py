"""The imports, and taking one of them back."""

from __future__ import annotations

import streamlit as st

from atgt.domain.local_time import day_and_hour
from atgt.domain.text import Text
from atgt.ui import acting, answers, formats, queue, stored_tables, widgets
from atgt.ui import quality_labels as words
from atgt.ui.markup import table
from atgt.ui.widgets import language, say
from atgt.workflow import import_undo, intake
from atgt.workflow.import_undo import UndoPlan

_MOST = 20


def draw() -> None:
    """The log, and below it the way to undo one."""
    log = intake.import_log(answers.database())
    undone = import_undo.undone(answers.database())
    stored_tables.log(log, undone)
    standing = log[~log["import_id"].isin(undone)]
    if standing.empty:
        return
    with st.expander(say(words.UNDO), icon=":material/undo:"):
        st.caption(say(words.UNDO_INTRO))
        names = {
            row["import_id"]: f"{row['file']} · {day_and_hour(row['imported_at'])}"
            for row in standing.to_dict("records")
        }
        chosen = st.selectbox(
            say(words.UNDO_WHICH),
            list(names),
            index=None,
            format_func=widgets.worded(names, names.__getitem__),
            key="undo.which",
        )
        if chosen is not None:
            _one(str(chosen))


def _one(import_id: str) -> None:
    plan = import_undo.plan(answers.database(), import_id, answers.actor())
    spoken = language()
    counts = {"created": len(plan.created), "updated": len(plan.updated), "held": plan.n_held}
    st.markdown(say(words.UNDO_PLAN.fill(**{key: formats.number(n, spoken) for key, n in counts.items()})))
    keeps = True
    if plan.blockers:
        st.warning(say(words.UNDO_BLOCKED.fill(n=len(plan.blockers))), icon=":material/pan_tool:")
        st.html(table([], [[one.reference, say(one.why)] for one in plan.blockers[:_MOST]]))
        keeps = st.checkbox(say(words.UNDO_KEEP), key=f"undo.keep.{import_id}")
    why = queue.reason(f"undo.reason.{import_id}")
    if st.button(say(words.UNDO_DO), icon=":material/undo:", key="undo.go"):
        acting.attempt(lambda: _undo(plan, why, keeps=keeps))


def _undo(plan: UndoPlan, why: str, *, keeps: bool) -> Text:
    done = import_undo.undo(
        answers.database(),
        plan.import_id,
        why,
        answers.actor(),
        widgets.now(),
        keep_worked_on=keeps and bool(plan.blockers),
    )
    return words.UNDO_DONE.fill(file=done.file, n=len(done.created))

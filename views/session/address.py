"""The address as a whole: what it asks for, and what is written into it beside the controls on the page.

Streamlit binds a control to the address while it is drawn, and forgets its part when it is not. So that a reload on one
page loses nothing that was set on another, the rest is written here, in one step, before the page is drawn.
"""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.query_params import QueryParams
from streamlit.runtime.state.session_state_proxy import get_session_state


def asked() -> dict[str, list[str]]:
    """What the address asks for: key -> the texts that stand under it."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def write(texts: Mapping[str, list[str]]) -> None:
    """Write these into the address, or take out what has no text, but for what a control on the page holds itself."""
    # Streamlit offers no way to write several without a step in the browser's history for each, nor to ask which are
    # bound; tests/test_config.py asserts that these names still exist.
    with get_session_state().query_params() as held:
        loose = {key: text for key, text in texts.items() if _loose(key, held)}
        changed = {key: text for key, text in loose.items() if held.get_all(key) != text}
        for key, text in changed.items():
            if text:
                held.set_with_no_forward_msg(key, text if len(text) > 1 else text[0])
            else:
                held.discard_param_no_forward_msg(key)
        if changed:
            held.set_initial_query_params_from_current()
            held._send_query_param_msg()  # noqa: SLF001  # public calls send one message a key


def keep() -> None:
    """Leave in the address what a control held that this run no longer draws; Streamlit would take it out."""
    here = get_script_run_ctx()
    if here is None:
        return
    with get_session_state().query_params() as held:
        bound = [held.get_binding_for_param(key) for key in held]
        for binding in bound:
            if binding is not None and binding.widget_id not in here.shared.widget_ids_this_run:
                held.unbind_widget(binding.widget_id)


def _loose(key: str, held: QueryParams) -> bool:
    """Whether no control of this page, nor of all pages, holds this key; a page just left lets go of it."""
    binding, here = held.get_binding_for_param(key), get_script_run_ctx()
    if binding is None or here is None:
        return binding is None
    if binding.script_hash in {here.page_script_hash, here.pages_manager.main_script_hash}:
        return False
    held.unbind_widget(binding.widget_id)
    return True

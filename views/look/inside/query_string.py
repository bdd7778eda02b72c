"""Writes the address in one step, and keeps in it the values of controls that a run does not draw.

Touches: `streamlit.runtime.state.query_params.QueryParams` (the bindings of controls, writing without a message, the message
itself), `get_session_state` of `streamlit.runtime.state.session_state_proxy` and `get_script_run_ctx` of
`streamlit.runtime.scriptrunner`.
Why: Streamlit removes a control's value from the address when a run does not draw the control, offers no way to ask
which values belong to a control, and sends a message for each value removed.
Gains: one message instead of one per value, and an address that is complete at the end of every run. Plain mode writes
by `st.query_params` (`views/session/address.py`) and may be one move late.
Reread at an upgrade: `runtime/state/query_params.py`, `runtime/state/session_state.py`,
`runtime/scriptrunner/script_runner.py`, `runtime/scriptrunner_utils/script_run_context.py`.
"""

from collections.abc import Mapping

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.query_params import QueryParams
from streamlit.runtime.state.session_state_proxy import get_session_state


def write(texts: Mapping[str, list[str]]) -> None:
    """Write these texts into the address, remove keys without text, and skip keys that a control on the page holds."""
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
    """Leave in the address the values of controls that this run no longer draws; Streamlit would remove them."""
    here = get_script_run_ctx()
    if here is None:
        return
    with get_session_state().query_params() as held:
        bound = [held.get_binding_for_param(key) for key in held]
        for binding in bound:
            if binding is not None and binding.widget_id not in here.shared.widget_ids_this_run:
                held.unbind_widget(binding.widget_id)


def _loose(key: str, held: QueryParams) -> bool:
    """Whether no control of this page, and none shown on every page, holds this key.

    If a control of another page still holds the key, it is released first.
    """
    binding, here = held.get_binding_for_param(key), get_script_run_ctx()
    if binding is None or here is None:
        return binding is None
    if binding.script_hash in {here.page_script_hash, here.pages_manager.main_script_hash}:
        return False
    held.unbind_widget(binding.widget_id)
    return True

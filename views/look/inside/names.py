"""Two names that Streamlit documents nowhere and that a typed program needs; both modes use them.

Touches: `streamlit.delta_generator.DeltaGenerator`, the type of every container, used in annotations only, and
`streamlit.errors.StreamlitAPIException`, which a refused change of the address raises.
Reread at an upgrade: `delta_generator.py`, `errors.py`.
"""

from streamlit.delta_generator import DeltaGenerator as Container
from streamlit.errors import StreamlitAPIException as Refused

__all__ = ["Container", "Refused"]

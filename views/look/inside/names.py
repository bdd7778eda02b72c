"""Two names that the app needs and that Streamlit does not document. Plain mode uses them too.

Touches: `streamlit.delta_generator.DeltaGenerator`, the type of every container, used in annotations only, and
`streamlit.errors.StreamlitAPIException`, which Streamlit raises when it refuses a change of the address.
Reread at an upgrade: `delta_generator.py`, `errors.py`.
"""

from streamlit.delta_generator import DeltaGenerator as Container
from streamlit.errors import StreamlitAPIException as Refused

__all__ = ["Container", "Refused"]

"""Everything that this app uses of Streamlit and that Streamlit does not promise: private names, hidden options, its page's markup.

Each module says what it touches, why, what it gains and which file of Streamlit to read again at an upgrade; `tests/test_config.py`
asserts that each name still exists. In plain mode (`switch.plain`) nothing here is called but the switch itself.
"""

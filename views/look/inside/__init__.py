"""All uses of Streamlit that rely on what it does not guarantee: private names, hidden options, its page's markup.

Each module says what it touches, why, what it gains and which file of Streamlit to read again at an upgrade.
`tests/test_config.py` asserts that each name still exists. In plain mode (`switch.plain`) the app calls no function in
here except the switch itself.
"""

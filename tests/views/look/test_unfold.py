"""Words of the glossary that unfold where they stand."""

import json

from tests.visitor import opened
from views.look import unfold
from views.look.words import terms


def test_the_script_holds_every_term_as_plain_text():
    """With its meaning, and without the escapes of markdown."""
    text = unfold.script().decode()
    held = json.loads(text.split("const TERMS = ", 1)[1].split(";\n", 1)[0])
    assert held.keys() == terms().keys()
    assert held["Strike"].startswith("The fixed price in an option's contract.")
    assert not any("\\" in meaning for meaning in held.values())


def test_a_page_mounts_it_once_and_sends_no_word():
    """The words are in the script, which browsers keep; a slider's move sends none of them again."""
    sent = [
        one.proto.json for one in opened("condor").get("bidi_component") if one.proto.component_name == "overlay_unfold"
    ]
    assert len(sent) == 1
    assert "Strike" not in sent[0]

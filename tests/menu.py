"""The pages of the menu, read off app.py, so that tests cover what is added to it."""

import ast

from tests.house import ROOT

APP = ROOT / "app.py"


def pages():
    """Address -> file of each page: {"condor": "pages/understand/condor.py", ...}."""
    found = {}
    for node in ast.walk(ast.parse(APP.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "Page":
            source = node.args[0]
            named = {one.arg: one.value.value for one in node.keywords if isinstance(one.value, ast.Constant)}
            if isinstance(source, ast.Constant):
                found[named.get("url_path", "")] = source.value
    assert found
    return found


PAGES = pages()

"""What a visitor types stays text, no file outside what is served can be read, and every answer states its limits."""

import ast
import http.client
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import house, patience
from tests.browser.conftest import ROOT, _server
from views.server import headers

SOURCES = house.files("views/**/*.py", "pages/**/*.py")
SCRIPTS = house.files("views/**/*.js")
INSIDE = '"""The entry point: page settings'  # how app.py begins: not to be read from outside
WAYS = [
    "{folder}/../app.py",
    "{folder}/../../../../../../etc/passwd",
    "{folder}/%2e%2e/app.py",
    "{folder}/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "{folder}/..%5capp.py",
    "{folder}/%252e%252e/app.py",
    "{folder}//etc/passwd",
    "{folder}/....//app.py",
    "{folder}/..%00/app.py",
    "{folder}/.streamlit/config.toml",
    "{folder}/../.streamlit/config.toml",
]
FOLDERS = ["/app/static", "/static", "/media", "/component/overlay_plot", "/_stcore/bidi-components/overlay_plot", ""]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The address of the app, as `streamlit run` serves it."""
    with _server(ROOT / "app.py", tmp_path_factory.mktemp("security") / "log") as url:
        yield urlsplit(url)


def asked(app, path, method="GET"):
    """Ask for a path exactly as written: status, headers and the body's text."""
    line = http.client.HTTPConnection(app.hostname, app.port, timeout=patience.SECONDS)
    try:
        line.putrequest(method, path, skip_accept_encoding=True)
        line.endheaders()
        answer = line.getresponse()
        return answer.status, dict(answer.headers.items()), answer.read().decode("utf-8", "replace")
    finally:
        line.close()


def calls(path):
    """Every call in a file: the name called last, and the call."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id, node


@pytest.mark.parametrize("path", SOURCES, ids=house.name)
def test_no_text_is_ever_shown_as_markup(path):
    """No unsafe_ option; st.html only for a constant, a line of style whose one variable is a key of ours, or our own rules of style; no iframe."""
    for name, call in calls(path):
        assert not [one.arg for one in call.keywords if (one.arg or "").startswith("unsafe_")], path
        assert name not in {"iframe", "components_html", "eval", "exec"}, path
        if name == "html" and not isinstance(call.args[0], ast.Constant):
            ours = path.match("views/look/style.py") and ast.unparse(call.args[0]) == "f'<style>{_OURS}</style>'"
            assert ours or re.match(r"f'<style>\.st-key-\{(self\.)?key\}", ast.unparse(call.args[0])), path


@pytest.mark.parametrize("path", SCRIPTS, ids=house.name)
def test_no_script_of_ours_writes_markup(path):
    """Texts become text nodes: nothing parses them, and nothing runs them."""
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", source)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_outside_what_is_served_can_be_read(app, folder, way):
    """Every folder that the server opens, climbed out of in every spelling: refused, or the page itself."""
    status, _, body = asked(app, way.format(folder=folder))
    assert INSIDE not in body
    assert "root:" not in body
    assert "magicEnabled" not in body
    assert status >= 400 or "<title>Streamlit</title>" in body


def test_the_static_folder_is_not_listed(app):
    """A file of it is served by name, the folder is not shown."""
    status, _, body = asked(app, "/app/static/")
    assert status >= 400 or "plotly" not in body


@pytest.mark.parametrize("path", ["/", "/condor", "/_stcore/health", "/app/static/nothing.js", "/no/such/page"])
def test_every_answer_states_its_limits(app, path):
    """Whatever is asked, found or not."""
    _, found, _ = asked(app, path)
    found = {name.lower(): value for name, value in found.items()}
    assert all(found[name.lower()] == value for name, value in headers.limits().items())


def test_the_policy_lets_no_strange_script_in():
    """Own host, own blobs, and Streamlit's own inline script by its hash."""
    rules = dict(one.split(" ", 1) for one in headers.policy().split("; "))
    assert "unsafe" not in rules["script-src"]
    assert re.search(r"'sha256-[\w+/=]{44}'", rules["script-src"])
    assert not re.search(r"https?:|\*", headers.policy())


def test_an_upload_without_its_token_is_refused(app):
    """Forged requests: XSRF protection is on, since nothing turns it off."""
    status, _, _ = asked(app, "/_stcore/upload_file/some-session/some-file", method="PUT")
    assert status in {400, 403}
    text = (ROOT / ".streamlit" / "config.toml").read_text()
    assert not re.search(r"enable(XsrfProtection|CORS)\s*=\s*false", text)


def test_another_site_may_not_open_the_line(app):
    """A websocket asked for by a page of another origin."""
    line = http.client.HTTPConnection(app.hostname, app.port, timeout=patience.SECONDS)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade |= {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": "http://evil.example"}
    line.request("GET", "/_stcore/stream", headers=upgrade)
    assert line.getresponse().status == 403
    line.close()


def test_no_secret_is_part_of_the_project():
    """No secrets file, no key, no token among the files that are published."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.split("\0") if name]
    assert not [name for name in names if re.search(r"secrets\.toml|\.pem$|\.key$|\.env$|id_rsa", name)]
    sign = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_\w{30}|(?i:api_?key|password)\s*=\s*['\"]\w{8}"
    )
    for name in names:
        if Path(name).suffix in {".py", ".toml", ".js", ".md", ".txt", ".css", ".json", ""}:
            assert not sign.search((ROOT / name).read_text(encoding="utf-8", errors="replace")), name

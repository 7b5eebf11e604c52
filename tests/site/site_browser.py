"""A real browser for the tests: Chromium through chromedriver, with the standard library alone.

It speaks the WebDriver protocol (JSON over HTTP) and, through it, Chromium's own: what a page asks
for, what it logs, the size of a phone, the preference for dark.
"""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MISSING = (
    "chromium and chromedriver are needed: install the packages chromium and chromium-driver "
    "(Debian, Ubuntu), as .ci/run does"
)


class Browser:
    """One browser window."""

    def __init__(self, address: str) -> None:
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        arguments += ["--window-size=1280,900", "--hide-scrollbars", "--disable-extensions"]
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments, "binary": _program("chromium")},
            "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
        }
        self._address = f"{address}/session"
        session = self._call("POST", "", {"capabilities": {"alwaysMatch": wanted}})
        self._address += f"/{session['sessionId']}"

    def open(self, url: str) -> None:
        """Open a page and wait until it has come to rest (formulas set, scripts run)."""
        self._call("POST", "/url", {"url": "about:blank"})  # the last page asks for nothing more
        self._logs("performance")
        self._logs("browser")
        self._call("POST", "/url", {"url": url})
        self.wait("document.readyState === 'complete'")
        self.wait(
            "!window.MathJax || !MathJax.startup || MathJax.memlibReady === true", before=_READY
        )

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a JavaScript function body."""
        return self._call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, condition: str, *, before: str = "", seconds: float = 20) -> None:
        """Wait until a JavaScript expression is true."""
        if before:
            self.run(before)
        end = time.monotonic() + seconds
        while not self.run(f"return Boolean({condition})"):
            if time.monotonic() > end:
                raise TimeoutError(condition)
            time.sleep(0.05)

    def requests(self) -> list[str]:
        """The addresses that were asked for since the last page was opened."""
        found = []
        for entry in self._logs("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return found

    def problems(self) -> list[str]:
        """What the console logged as severe since the last page was opened."""
        return [e["message"] for e in self._logs("browser") if e["level"] == "SEVERE"]

    def point(self, x: float, y: float) -> None:
        """Move the mouse to a place of the window."""
        self._chromium("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key, by its name (``"Tab"``, ``"Enter"``, ``"Escape"``)."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[key]
        text = {"text": "\r"} if key == "Enter" else {}  # with a text it presses a button, too
        for kind in ("keyDown", "keyUp"):
            event = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            event |= {"modifiers": 8 if shift else 0, **(text if kind == "keyDown" else {})}
            self._chromium("Input.dispatchKeyEvent", event)

    @contextmanager
    def beginning(self, script: str) -> Iterator[None]:
        """Every page that is opened within runs this script before its own."""
        command = "Page.%sScriptToEvaluateOnNewDocument"
        name = self._chromium(command % "add", {"source": script})["identifier"]
        try:
            yield
        finally:
            self._chromium(command % "remove", {"identifier": name})

    @contextmanager
    def without_scripts(self) -> Iterator[None]:
        """No page that is opened within runs its scripts; tests still ask it questions."""
        self._chromium("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            yield
        finally:
            self._chromium("Emulation.setScriptExecutionDisabled", {"value": False})

    def resize(self, width: int, height: int, *, phone: bool = False) -> None:
        """The window's inner size, in CSS pixels."""
        scale = 2 if phone else 1
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone}
        self._chromium("Emulation.setDeviceMetricsOverride", metrics)

    def prefer(self, scheme: str) -> None:
        """The system's color scheme: ``"light"`` or ``"dark"``."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._chromium("Emulation.setEmulatedMedia", {"features": [feature]})

    def screenshot(self, path: Path, *, whole: bool = True) -> None:
        """What the page looks like, as a PNG."""
        parameters = {"format": "png", "captureBeyondViewport": whole}
        if whole:
            size = self._chromium("Page.getLayoutMetrics", {})["cssContentSize"]
            parameters["clip"] = {**size, "x": 0, "y": 0, "scale": 1}
        data = self._chromium("Page.captureScreenshot", parameters)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self) -> None:
        self._call("DELETE", "")

    def _chromium(self, command: str, parameters: dict[str, Any]) -> Any:
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _logs(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._call("POST", "/se/log", {"type": kind})
        return found

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from error


_READY = """
if (window.MathJax && MathJax.startup && MathJax.startup.promise && !MathJax.memlibAsked) {
  MathJax.memlibAsked = true;
  MathJax.startup.promise.then(() => { MathJax.memlibReady = true; });
}"""


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser that is closed in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(
        [_program("chromedriver"), f"--port={port}", "--log-level=OFF"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        window = Browser(address)
        try:
            yield window
        finally:
            window.close()
    finally:
        driver.terminate()
        driver.wait(timeout=10)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(MISSING)
    return found


def _wait_for(address: str) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"{address}/status", timeout=5):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)

"""A browser that does what it is told and makes pictures: Chromium by its protocol."""

import base64
import io
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import requests
import websocket
from PIL import Image

#: of dev/lib/clock.sh first: it lives at the real time, where the library is not borne
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
#: pages live at the time of the server; the same words are in tests/clock_common.py
SHIFT = """
((now) => {
    const Real = Date;
    const real = Real.now;
    const shift = now - real();
    Real.now = () => real() + shift;
    window.Date = new Proxy(Real, {
        apply: () => new Real(Real.now()).toString(),
        construct: (target, given, made) =>
            Reflect.construct(target, given.length ? given : [Real.now()], made),
    });
})(%s);
"""
PATIENCE = 120
COLOURS = 128
#: Odoo asks the server something, the kiosk does, or a picture is on its way
LOADING = (
    "document.querySelector('.o_loading_indicator, .o_busy:not([hidden])')"
    " || [...document.images].some((image) => !image.complete)"
)
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--lang=nl-BE",
    "--remote-allow-origins=*",
    "about:blank",
)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Browser:
    """One window, in Dutch, at the time of the server."""

    def __init__(self, base):
        self.base = base
        self.number = 0
        self.folder = tempfile.mkdtemp()
        self.process, self.socket = self._start(free_port())
        self.tell("Page.enable")
        self.tell("Runtime.enable")
        calm = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        self.tell("Emulation.setEmulatedMedia", features=calm)
        self.tell("Emulation.setTimezoneOverride", timezoneId="Europe/Brussels")
        self.tell("Emulation.setLocaleOverride", locale="nl-BE")
        source = SHIFT % json.dumps(time.time() * 1000)
        self.tell("Page.addScriptToEvaluateOnNewDocument", source=source)

    def _start(self, port):
        program = next(filter(None, map(shutil.which, BROWSERS)))
        process = subprocess.Popen(
            [
                program,
                f"--remote-debugging-port={port}",
                f"--user-data-dir={self.folder}",
                *OPTIONS,
            ],
            env={**os.environ, "LANGUAGE": "nl", "TZ": "Europe/Brussels"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _attempt in range(PATIENCE * 5):
            try:
                pages = requests.get(f"http://127.0.0.1:{port}/json", timeout=5).json()
            except requests.RequestException:
                time.sleep(0.2)
                continue
            page = next(page for page in pages if page["type"] == "page")
            address = page["webSocketDebuggerUrl"]
            return process, websocket.create_connection(address, timeout=PATIENCE * 2)
        raise SystemExit("The browser does not start.")

    def quit(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _send(self, method, params):
        self.number += 1
        words = {"id": self.number, "method": method, "params": params}
        self.socket.send(json.dumps(words))
        return self.number

    def tell(self, method, **params):
        number = self._send(method, params)
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                return answer.get("result", answer)
            if answer.get("method") == "Page.javascriptDialogOpening":
                # a form that was not saved asks whether one may leave it
                self._send("Page.handleJavaScriptDialog", {"accept": True})

    def js(self, expression):
        answer = self.tell(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer.get("result", {}).get("value")

    # Going somewhere

    def log_in(self, login):
        """Be somebody of the demo, whose password is the login; or nobody."""
        self.tell("Network.clearBrowserCookies")
        if not login:
            return
        session = requests.Session()
        page = session.get(f"{self.base}/web/login", timeout=PATIENCE).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        values = {"login": login, "password": login, "csrf_token": token}
        session.post(f"{self.base}/web/login", data=values, timeout=PATIENCE)
        for cookie in session.cookies:
            self.tell(
                "Network.setCookie", name=cookie.name, value=cookie.value, url=self.base
            )

    def go(self, path, selector, width=1366, height=768):
        self.size(width, height)
        self.tell("Page.navigate", url=self.base + path)
        self.see(selector)

    def size(self, width, height):
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    # Looking and doing

    def find(self, selector, text=""):
        """Return the JavaScript of the first visible element, with a text if given."""
        return (
            f"[...document.querySelectorAll({json.dumps(selector)})].find((one) =>"
            f" one.checkVisibility() && one.textContent.includes({json.dumps(text)}))"
        )

    def see(self, selector, text=""):
        for _attempt in range(PATIENCE * 5):
            try:
                if self.js(f"Boolean({self.find(selector, text)})"):
                    return
            except RuntimeError:
                pass  # the page is on its way
            time.sleep(0.2)
        raise SystemExit(f"Nowhere: {selector} {text}")

    def click(self, selector, text=""):
        self.see(selector, text)
        self.js(f"{self.find(selector, text)}.click()")
        time.sleep(0.7)

    def type(self, selector, words):
        self.see(selector)
        self.js(f"{self.find(selector)}.focus()")
        self.tell("Input.insertText", text=words)
        time.sleep(0.7)

    def rpc(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        words = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        head = "{'Content-Type': 'application/json'}"
        answer = self.js(
            f"fetch('/web/dataset/call_kw', {{method: 'POST', headers: {head},"
            f" body: {json.dumps(words)}}}).then((answer) => answer.json())"
        )
        if "error" in answer:
            raise SystemExit(f"{model}.{method}: {answer['error']['data']['message']}")
        return answer["result"]

    # Pictures

    def look(self, full=0):
        """Return what is seen; with ``full`` the whole page, so many pixels at most."""
        time.sleep(1)
        for _attempt in range(PATIENCE * 5):
            if not self.js(f"Boolean({LOADING})"):
                break
            time.sleep(0.2)
        self.js("document.fonts.ready.then(() => document.activeElement?.blur())")
        params = {"format": "png"}
        if full:
            height = min(full, self.js("document.documentElement.scrollHeight"))
            width = self.js("innerWidth")
            clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
            params.update(captureBeyondViewport=True, clip=clip)
        data = self.tell("Page.captureScreenshot", **params)["data"]
        return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


def beside(images, gap=24, colour=(255, 255, 255)):
    """Return pictures beside each other."""
    width = sum(image.width for image in images) + gap * (len(images) - 1)
    whole = Image.new("RGB", (width, max(image.height for image in images)), colour)
    left = 0
    for image in images:
        whole.paste(image, (left, 0))
        left += image.width + gap
    return whole


def keep(image, path):
    """Write a picture with few colours: a quarter of the size, and nobody sees it."""
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=0)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    few.save(path, optimize=True)

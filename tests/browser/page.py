"""A page in headless Chromium, by the words a person would use for what they do with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM = Path("/usr/bin/chromium")
DRIVER = Path("/usr/bin/chromedriver")
PATIENCE_S = 40
"""A tiny machine that runs the server, the browser and the engines at once."""

_NOTICE = "Nakshatra जवाब देता है: यह कंप्यूटर है"
_ALL_BUT_THE_NOTICE = """
const found = [...document.querySelectorAll(arguments[0])];
return found.filter(one => !one.closest(".reply.notice")?.textContent.includes(arguments[1]));
"""

T = TypeVar("T")


class Page:
    def __init__(self, driver: Any, url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self, path: str = "/") -> None:
        self.driver.get(self.url + path)
        self.until(lambda: not self.all("#log[aria-busy]"))

    def size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        self.cdp("Emulation.setDeviceMetricsOverride", **metrics)

    def dark(self, dark: bool) -> None:
        wish = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.cdp("Emulation.setEmulatedMedia", features=[wish])

    def network(self, *, there: bool) -> None:
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.cdp("Network.emulateNetworkConditions", offline=not there, **speed)

    def cdp(self, command: str, **arguments: Any) -> Any:
        return self.driver.execute_cdp_cmd(command, arguments)

    def script(self, code: str, *arguments: Any) -> Any:
        return self.driver.execute_script(code, *arguments)

    def all(self, selector: str) -> list[WebElement]:
        """Without the first-contact notice, which comes when it likes and once."""
        found: list[WebElement] = self.script(_ALL_BUT_THE_NOTICE, selector, _NOTICE)
        return found

    def one(self, selector: str) -> WebElement:
        return self.until(lambda: self.all(selector))[-1]

    def until(self, truth: Callable[[], T]) -> T:
        """What was replaced while it was read is looked for again."""
        wait = WebDriverWait(self.driver, PATIENCE_S, 0.05, [StaleElementReferenceException])
        found: T = wait.until(lambda _: truth())
        return found

    def write(self, text: str) -> None:
        self.one("#text").send_keys(text, Keys.ENTER)

    def ask(self, text: str) -> WebElement:
        """The last reply, once there is one more than before."""
        before = len(self.all(".reply"))
        self.write(text)
        return self.until(lambda: self.all(".reply")[before:])[-1]

    def focused(self) -> WebElement:
        element: WebElement = self.driver.switch_to.active_element
        return element

    def press(self, *keys: str) -> None:
        self.focused().send_keys(*keys)

    def errors(self) -> list[str]:
        """What the browser complains of; a network switched off by the test is no fault."""
        rows = self.driver.get_log("browser")
        told = [row["message"] for row in rows if row["level"] == "SEVERE"]
        return [text for text in told if "ERR_INTERNET_DISCONNECTED" not in text]

    def addresses(self) -> set[str]:
        """Every address the page asked for since the last look."""
        rows = (json.loads(row["message"])["message"] for row in self.driver.get_log("performance"))
        return {
            row["params"]["request"]["url"]
            for row in rows
            if row["method"] == "Network.requestWillBeSent"
        }


def chromium(clip: Path) -> Any:
    """A driver whose microphone plays `clip` once, from each start of a recording."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--accept-lang=hi",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={clip}%noloop",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(str(DRIVER)))

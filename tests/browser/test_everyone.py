"""The page for those who use no mouse, see badly, hear instead of read, or own a small phone."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from browser.page import Page

pytestmark = pytest.mark.browser

QUESTION = "पीएम किसान का पैसा कब आएगा?"
SNAKE = "मेरे भाई को साँप ने काट लिया है"

_CONTRAST = """
const bad = [];
const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
const over = (top, under) => {
  const a = top[3] ?? 1;
  return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a));
};
const light = (c) => {
  const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (element) => {
  const layers = [];
  for (let e = element; e; e = e.parentElement) {
    const style = getComputedStyle(e);
    // of a gradient the last colour: the lightest of the night sky
    const image = style.backgroundImage.match(/rgba?\\([^)]+\\)/g);
    if (image) layers.push(rgb(image.at(-1)));
    else if (rgb(style.backgroundColor)[3] !== 0) layers.push(rgb(style.backgroundColor));
  }
  return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
};
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const element = walk.currentNode.parentElement;
  const seen = element.checkVisibility() && !element.closest("noscript, .hidden");
  if (!walk.currentNode.data.trim() || !seen) continue;
  const under = behind(element);
  const ink = over(rgb(getComputedStyle(element).color), under);
  const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) bad.push(`${walk.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
}
return bad;
"""

_SMALL_TARGETS = """
return [...document.querySelectorAll("button, .tongue, .brand, .call, textarea, input")]
  .filter((e) => e.checkVisibility())
  .filter((e) => e.getBoundingClientRect().height < 43.9 || e.getBoundingClientRect().width < 43.9)
  .map((e) => e.outerHTML.slice(0, 80));
"""

_NAMED = {"button", "link", "textbox", "slider", "dialog", "log", "alert", "article"}


def named_nodes(page: Page) -> list[tuple[str, str]]:
    """Role and name of each thing a screen reader can stop at."""
    nodes: list[dict[str, Any]] = page.cdp("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"] and node.get("role", {}).get("value") in _NAMED
    ]


def test_a_screen_reader_finds_a_name_on_everything(page: Page) -> None:
    page.ask(QUESTION)
    page.ask(SNAKE)
    nodes = named_nodes(page)
    assert [role for role, name in nodes if not name and role != "alert"] == []
    assert ("button", "बोलकर पूछिए") in nodes
    assert ("textbox", "अपना सवाल लिखिए") in nodes
    assert ("log", "बातचीत") in nodes
    assert ("link", "108 पर कॉल करें") in nodes
    assert ("article", "आपात स्थिति") in nodes
    assert page.script("return document.documentElement.lang") == "hi"
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.one("#log").get_attribute("aria-live") == "polite"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_stand_out_and_targets_fit_a_thumb(page: Page, dark: bool) -> None:
    page.dark(dark)
    page.ask(QUESTION)
    page.ask(SNAKE)
    page.network(there=False)
    page.write("और सरसों का?")
    page.until(lambda: page.one("#notice").text)
    assert page.script(_CONTRAST) == []
    assert page.script(_SMALL_TARGETS) == []
    page.one("#menu-open").click()
    assert page.script(_CONTRAST) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_runs_off_the_side(page: Page, width: int) -> None:
    page.size(width, 568)
    wide = """return [document.scrollingElement, document.querySelector("main")]
      .map((e) => e.scrollWidth - e.clientWidth)"""
    assert page.script(wide) == [0, 0]
    page.ask(QUESTION)
    page.ask(SNAKE)
    page.write("क" * 200)
    page.until(lambda: len(page.all(".reply")) == 3)
    assert page.script(wide) == [0, 0]
    page.one("#menu-open").click()
    assert page.script(wide) == [0, 0]
    page.press(Keys.ESCAPE)
    page.one("#speak").click()
    page.until(lambda: page.one("#recording").is_displayed())
    assert page.script(wide) == [0, 0]
    assert page.one("#done").rect["x"] + page.one("#done").rect["width"] <= width
    page.press(Keys.ESCAPE)
    assert page.script("return document.scrollingElement.scrollTop") == 0  # only the log scrolls


def test_all_of_it_by_keyboard(page: Page) -> None:
    page.script("document.body.focus()")
    page.press(Keys.TAB)
    reached = []
    for _ in range(20):
        element = page.focused()
        reached.append(element.get_attribute("id") or element.get_attribute("class"))
        if reached[-1] == "text":
            break
        element.send_keys(Keys.TAB)
    assert reached == [
        *["brand", "tongue", "menu-open"],
        *["example"] * 4,
        "text",
    ]
    page.press(QUESTION, Keys.ENTER)
    page.until(lambda: page.all(".reply"))
    assert page.focused().get_attribute("id") == "text"
    page.press(Keys.TAB)
    assert page.focused().get_attribute("id") == "speak"
    page.press(Keys.ENTER)
    page.until(lambda: page.focused().get_attribute("id") == "done")
    page.press(Keys.ESCAPE)
    page.until(lambda: page.focused().get_attribute("id") == "speak")
    assert len(page.all(".said")) == 1


def test_the_menu_takes_and_gives_back_the_focus(page: Page) -> None:
    page.one("#menu-open").send_keys(Keys.ENTER)
    inside = "return document.activeElement.closest('dialog') !== null"
    assert page.script(inside)
    page.press(Keys.ESCAPE)
    assert page.focused().get_attribute("id") == "menu-open"
    page.press(Keys.ENTER)
    page.one('[data-command="/privacy"]').send_keys(Keys.ENTER)
    assert "OTP" in page.one(".reply.notice").text
    assert not page.script("return document.getElementById('menu').open")


def test_a_chosen_example_does_not_lose_the_place(page: Page) -> None:
    page.all(".example")[0].send_keys(Keys.ENTER)
    assert page.focused().get_attribute("id") == "log"
    page.until(lambda: page.all(".reply"))


def test_nothing_jumps_while_it_loads(page: Page) -> None:
    page.ask(QUESTION)
    page.open()
    moved = """return new Promise((done) => new PerformanceObserver((list) =>
      done(list.getEntries().reduce((sum, e) => sum + (e.hadRecentInput ? 0 : e.value), 0)))
      .observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 500))"""
    assert page.script(moved) < 0.1


def test_who_wants_calm_gets_it(page: Page) -> None:
    wish = {"name": "prefers-reduced-motion", "value": "reduce"}
    page.cdp("Emulation.setEmulatedMedia", features=[wish])
    twinkle = """document.getElementById("log").innerHTML = "<p class=stars><i></i></p>";
      return getComputedStyle(document.querySelector(".stars i")).animationName"""
    assert page.script(twinkle) == "none"

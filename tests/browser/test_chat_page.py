"""What a person sees and hears."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from browser.page import Page

pytestmark = pytest.mark.browser

QUESTION = "पीएम किसान का पैसा कब आएगा?"
SNAKE = "मेरे भाई को साँप ने काट लिया है"


def test_a_hindi_question_gets_a_cited_hindi_answer(page: Page) -> None:
    reply = page.ask(QUESTION)
    words = page.one(".reply .words")
    assert words.get_attribute("lang") == "hi-Deva"
    assert "155261" in words.text
    source = page.one(".sources a")
    assert source.get_attribute("href").startswith("https://")
    assert source.get_attribute("rel") == "noopener noreferrer"
    assert "2026" in page.one(".sources small").text
    assert "खेती" in page.one(".who").text
    assert reply.find_elements("css selector", 'a[href="tel:155261"]')


def test_a_spoken_question_is_answered_aloud(page: Page) -> None:
    page.one("#speak").click()
    page.until(lambda: "सुन रहा हूँ" in page.one("#recording").text)
    page.until(lambda: page.one("#timer").text >= "0:04")
    page.one("#done").click()
    page.until(lambda: "आपकी आवाज़ 0:0" in page.one(".said").text)
    page.until(lambda: "डेंगू" in page.one(".reply .words").text)
    page.one(".player button")
    heard = (
        "const a = document.querySelector('.player audio'); return a.currentTime > 0.3 && !a.error"
    )
    page.until(lambda: page.script(heard))
    went_on = "const a = document.querySelector('.player audio');"
    went_on += "return a.src.endsWith('/whole') && a.currentTime > 1 && !a.error"
    page.until(lambda: page.script(went_on))


def test_a_recording_can_be_thrown_away(page: Page) -> None:
    page.one("#speak").click()
    page.until(lambda: page.one("#timer").text >= "0:01")
    page.press(Keys.ESCAPE)
    page.until(lambda: page.one("#composer").is_displayed())
    assert not page.all(".said")


def test_an_emergency_comes_first_and_can_be_called(page: Page) -> None:
    reply = page.ask(SNAKE)
    assert "emergency" in reply.get_attribute("class")
    calls = [a.get_attribute("href") for a in page.all(".calls a")]
    assert calls[:2] == ["tel:108", "tel:112"]
    alarm = page.one("#alarm")
    assert alarm.get_attribute("role") == "alert"
    assert "108" in alarm.get_attribute("textContent")
    assert page.script("return arguments[0].firstChild.nextSibling.className", reply) == "calls"


def test_a_reload_keeps_the_conversation(page: Page) -> None:
    page.ask(QUESTION)
    page.ask(SNAKE)
    before = [box.text for box in page.all(".turn")]
    page.open()
    assert [box.text for box in page.all(".turn")] == before


def test_a_message_written_without_a_network_goes_out_later_and_is_answered_once(
    page: Page,
) -> None:
    page.network(there=False)
    page.write(QUESTION)
    page.until(lambda: "अभी भेजा नहीं गया" in page.one(".said").text)
    assert "112" in page.one("#notice").text
    page.network(there=True)
    page.until(lambda: page.all(".reply"))
    assert "अभी भेजा नहीं गया" not in page.one(".said").text
    assert page.one("#notice").text == ""
    page.open()
    assert len(page.all(".reply")) == 1


def test_a_lost_receipt_is_not_a_second_question(page: Page) -> None:
    """The server took the message, but the phone never heard so: it sends it again."""
    page.script(
        """const real = fetch; let lost = false; window.posts = 0;
        window.fetch = async (url, init) => {
          const response = await real(url, init);
          if (!String(url).startsWith("/chat/messages")) return response;
          window.posts += 1;
          if (!lost) { lost = true; throw new TypeError("gone"); }
          return response;
        };"""
    )
    page.ask(QUESTION)
    page.until(lambda: page.script("return window.posts") == 2)
    page.ask(SNAKE)
    page.open()
    assert len(page.all(".said")) == 2
    assert len(page.all(".reply")) == 2


def test_an_unsent_message_outlives_a_reload(page: Page) -> None:
    page.script("window.fetch = () => Promise.reject(new TypeError('gone'))")
    page.write(QUESTION)
    page.until(lambda: page.all(".said"))
    page.open()
    page.until(lambda: page.all(".reply"))
    assert page.one(".said").text.endswith(QUESTION)


def test_an_opinion_is_thanked_for(page: Page) -> None:
    page.ask(QUESTION)
    page.one(".buttons button").click()
    page.until(lambda: len(page.all(".reply")) == 2)
    assert "धन्यवाद" in page.one(".reply").text
    assert page.all('.buttons [aria-pressed="true"]')
    assert len(page.all(".said")) == 1


def test_forget_me_empties_the_page_too(page: Page) -> None:
    page.ask(QUESTION)
    page.one("#menu-open").click()
    page.one('[data-command="/forget"]').click()
    page.until(lambda: len(page.all(".reply")) == 2)
    page.one(".notice .buttons button").click()
    page.until(lambda: len(page.all(".turn")) == 1)
    page.open()
    assert QUESTION not in page.one("#log").text
    assert QUESTION not in page.script("return localStorage.getItem('nakshatra.said')")


def test_the_other_language_is_one_touch_away(page: Page) -> None:
    page.one(".tongue").click()
    page.until(lambda: page.script("return document.documentElement.lang") == "en")
    assert page.one("#welcome h2").text == "Namaste! What would you like to know?"
    page.open()
    assert page.script("return document.documentElement.lang") == "en"


def test_far_too_long_is_said_plainly_and_not_sent_again(page: Page) -> None:
    page.script("document.getElementById('text').value = 'क'.repeat(90000)")
    page.one("#text").send_keys(Keys.ENTER)
    page.until(lambda: page.all(".refused"))
    assert "बहुत लंबा" in page.one(".refused").text
    assert [error for error in page.errors() if "413" not in error] == []
    page.open()
    assert not page.all(".said")


def test_a_word_in_between_stands_where_the_person_waits(page: Page) -> None:
    """A long recording: the progress is seen, the waiting goes on, the reply takes its place."""
    waiting = page.script(
        """
        return import(document.querySelector("script[type=module]").src.replace("chat.js", "view.js")).then((view) => {
          const letter = (n, kind, text) =>
            view.letter({ n, to: "x", kind, text, lang: "en-Latn", dir: "ltr", experts: [], sources: [], buttons: [] }, {});
          view.said({ id: "x", voice: true, seconds: 300, sent: true });
          const shown = [letter(1e9, "progress", "heard 2 of 5")];
          shown.push(document.querySelector(".thinking").textContent);
          letter(1e9 + 1, "answer", "so it is");
          shown.push(document.querySelectorAll(".thinking").length, document.querySelector(".reply").textContent);
          return shown;
        })
        """
    )
    assert waiting[:3] == [False, "heard 2 of 5", 0]
    assert "so it is" in waiting[3]

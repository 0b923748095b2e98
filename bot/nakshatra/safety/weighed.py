"""What was caught + how surely somebody knows an answer -> what of it gives way.

What gives way is soft from there on: the answer is said, and of an emergency the number comes first
(docs/decisions/0032-ears-are-weighed.md, 0034-whose-question.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from nakshatra.knowledge.odds import odds
from nakshatra.ports import Known
from nakshatra.safety.match import Caught
from nakshatra.types import Kind

_BEYOND_DOUBT = {Kind.EMERGENCY: 4.0, Kind.REFUSAL: 3.0}
"""Log-odds from which what the second ear alone hears gives way to nothing: no pack is surer than
3.9, and what is refused it may know well ("how many BP tablets a day")."""

_AGAINST = {Kind.EMERGENCY: 0.0, Kind.REFUSAL: 0.5}
"""Log-odds by which an answer must be surer than that ear; of an emergency the line with the number
follows the answer."""

_LIKELY = {Kind.EMERGENCY: _BEYOND_DOUBT[Kind.EMERGENCY], Kind.REFUSAL: 0.5}
"""Log-odds, of that ear, from which what a rule heard gives way to nothing: a refusal that it finds
likely too stands, whatever is known."""

_RULED = 2.0
"""The same where a rule heard it too, danger or what is refused: "my school certificate burned in
the fire"."""

_FAR = 3.0
"""Log-odds by which what is to be refused must sound surer than an alarm to go before it: twenty
times likelier."""

_HARDLY = 0.5
"""Log-odds by ear and arbiter below which an alarm, not a firm one, hardly sounds so: poison and
"how many ml of milk" sound like both."""


def weighed(found: Sequence[Caught], known: Known) -> Sequence[Caught]:
    """No emergency is beside a refusal: it would give way to an answer that is then not said."""
    stays = {Kind.EMERGENCY} if any(one.catch.kind is Kind.REFUSAL for one in found) else set()

    def gives_way(one: Caught) -> bool:
        if one.soft or one.catch.kind in stays:
            return False
        if one.by_ear:
            return one.log_odds < _BEYOND_DOUBT[one.catch.kind] and outweighs(known(), one)
        ruled = not one.catch.firm and one.beside < _LIKELY[one.catch.kind]
        return ruled and odds(known()) >= one.beside + _RULED

    return [replace(one, soft=True) if gives_way(one) else one for one in found]


def outweighs(sure: float, one: Caught) -> bool:
    return odds(sure) >= one.log_odds + _AGAINST[one.catch.kind]


def outdone(alarm: Caught, refused: Sequence[Caught]) -> bool:
    """Whether an alarm that is doubted, or hardly sounds so, is one line beside what is refused,
    which sounds so much surer: "money is short, make me a bank statement of twenty lakh". Where no
    ear compares the two, none is."""
    if not alarm.doubted and (alarm.catch.firm or alarm.sounds >= _HARDLY):
        return False
    return any(max(alarm.sounds + _FAR, 0) <= one.sounds < inf for one in refused)


def rather_danger(caught: Sequence[Caught]) -> Caught | None:
    """What the second ear alone hears, as first aid where nobody knows an answer: not in a few
    words, and not where it finds more likely that something is to be refused."""
    heard = [one for one in caught if one.by_ear]
    likeliest = max(heard, default=None, key=lambda one: one.log_odds)
    if likeliest is None or likeliest.brief or likeliest.catch.kind is not Kind.EMERGENCY:
        return None
    return likeliest

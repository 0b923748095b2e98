"""Probabilities and log-odds: how sure an answer is, once it is known how surely the question lies
in the expert's field."""

from __future__ import annotations

from math import exp, log

_LEAST, _LEAST_ELSEWHERE = 0.3, 0.4
"""Probability that an answer is right and the question in its expert's field: below it nothing is
said. The second where it more likely is not in that field."""

FIELD, FIELD_UNREAD = 0.2, 0.5
"""What the field's log-odds count beside the answer's own: less than they would in theory, for both
are read off the same words (docs/decisions/0034-whose-question.md). More where no reader speaks for
the answer (a mere name, a pack without one, an expert of somebody else), and beside an alarm."""

_SUREST = 0.98
"""No field is believed to be surer than this, nor to be less likely than its rest."""


def odds(p: float) -> float:
    """Log-odds of a probability, kept within what is believable."""
    p = min(max(p, 1 - _SUREST), _SUREST)
    return log(p / (1 - p))


def chance(log_odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))


def least(field: float) -> float:
    """Of both together, from which an answer is said."""
    return _LEAST if field >= 0.5 else _LEAST_ELSEWHERE


def in_field(p: float, field: float, weight: float = FIELD) -> float:
    """Of an answer that is right with probability p when the question is surely in its field."""
    return chance(odds(p) + weight * (odds(field) - odds(1.0)))

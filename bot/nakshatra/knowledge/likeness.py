"""Two units of a pack -> how much they are of a kind, by their ids and by what they `see`."""

from __future__ import annotations

from nakshatra.knowledge.units import Unit

_SAME_KIND, _SEEN, _SHARED = 0.5, 0.5, 0.3
"""Likeness of two units: that their ids share a word (msp_wheat, msp_mustard), that one names the
other in its `see`, and for each unit that both name there."""

_MOST_SHARED = 2


def likeness(one: Unit, other: Unit) -> float:
    """0 for strangers, about 1 for two of a kind; the unit itself is like itself."""
    if one.id == other.id:
        return 1.0
    kind = _SAME_KIND * bool(_words(one) & _words(other))
    seen = _SEEN * (other.id in one.see or one.id in other.see)
    shared = len(set(one.see) & set(other.see))
    return kind + seen + _SHARED * min(shared, _MOST_SHARED)


def _words(unit: Unit) -> set[str]:
    return set(unit.id.split("_"))

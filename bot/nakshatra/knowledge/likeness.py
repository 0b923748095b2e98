"""Two units of a pack -> how much they are of a kind, by their ids and by what they `see`."""

from __future__ import annotations

from nakshatra.knowledge.units import Unit

_SAME_KIND, _SEEN, _SHARED = 0.5, 0.5, 0.3
"""Likeness of two units: that their ids share a word (msp_wheat, msp_mustard), that one names the
other in its `see`, and for each unit that both name there."""

_MOST_SHARED = 2


def likeness(one: Unit, other: Unit) -> float:
    """0 for strangers, 1 for two of a kind and for the unit itself."""
    if one.id == other.id:
        return 1.0
    kind = _SAME_KIND * of_a_kind(one.id, other.id)
    seen = _SEEN * (other.id in one.see or one.id in other.see)
    shared = len(set(one.see) & set(other.see))
    return min(kind + seen + _SHARED * min(shared, _MOST_SHARED), 1.0)


def kin(one: str, other: str) -> bool:
    """The same of names with their pack's, "finance/apy"; of two packs no two are."""
    pack, _, id = one.partition("/")
    beside, _, its = other.partition("/")
    return pack == beside and of_a_kind(id, its)


def of_a_kind(one: str, other: str) -> bool:
    """Whether the ids of two units of a pack share a word."""
    return not set(one.split("_")).isdisjoint(other.split("_"))

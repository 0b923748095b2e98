"""Words and the doubt of each -> how sure the least sure name is by which an answer is decided.

What counts as such a name says knowledge/deciding.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from nakshatra.catalogue import Catalogue
from nakshatra.heard import Word
from nakshatra.knowledge.deciding import deciding


def sure_of_names(said: Sequence[Word] | None, catalogue: Catalogue) -> float | None:
    """0 to 1; 1 without names, None when the recogniser tells no doubt of single words."""
    if not said:
        return None
    spans = deciding(catalogue).within([word.text for word in said])
    return min((exp(min(said[at].logprob, 0.0)) for span in spans for at in span), default=1.0)

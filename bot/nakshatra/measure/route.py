"""Labelled questions and the router -> how often it sends them to the right field.

A row is right when a domain it was sent to is one of its own; a row of no expert's domain is right
when it was sent nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.understand import searched
from nakshatra.ports import LanguageIdentifier
from nakshatra.registry import Spec, builder
from nakshatra.routers.examples import ExamplesRouter
from nakshatra.settings import Settings
from nakshatra.text.normalise import normalise
from nakshatra.types import Query

NONE = "none"


@dataclass(frozen=True, slots=True)
class Share:
    n: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Report:
    n: int
    accuracy: float
    macro_f1: float
    """Over the domains that experts claim, and "none"."""

    f1: Mapping[str, float]
    languages: Mapping[str, Share]
    sources: Mapping[str, Share]
    sent: float
    """Domains a question was sent to, on average."""

    confusions: Sequence[tuple[str, str, int]]
    """Right, said, how often; the worst first."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Routing:
    """The road's own steps from a text to the router's choice."""

    router: ExamplesRouter
    identifier: LanguageIdentifier
    domains: Mapping[str, Sequence[str]]
    """Expert -> its domains."""

    def row(self, text: str, previous: str = "") -> dict[str, Any]:
        """{"domains": [...], "p": {domain: probability}}, best first."""
        query = self._query(text, previous)
        p: dict[str, float] = {}
        for expert, sure in self.router.scores(query).items():
            for domain in self.domains[expert]:
                p[domain] = max(p.get(domain, 0.0), round(sure, 4))
        chosen = [d for route in self.router.fields(query) for d in self.domains[route.expert]]
        order = sorted(p.items(), key=lambda pair: pair[1], reverse=True)
        return {"domains": list(dict.fromkeys(chosen)), "p": dict(order)}

    def _query(self, text: str, previous: str) -> Query:
        clean = normalise(text)
        lang = self.identifier.identify(clean).lang
        return Query(text=clean, native=searched(clean, lang), lang=lang, previous=previous)


def open_routing(settings: Settings, catalogue: Catalogue) -> Routing:
    spec = Spec(settings=settings, catalogue=catalogue)
    return Routing(
        router=builder("routers", settings.router)(spec),
        identifier=builder("identifiers", settings.identifier)(spec),
        domains={id: card.domains for id, card in catalogue.experts.items()},
    )


def route(
    rows: Sequence[Mapping[str, Any]],
    choose: Callable[[str], Sequence[str]],
    ours: frozenset[str],
) -> Report:
    """`rows` have text, domain (a list), lang, script, source; `ours` are the experts' domains."""
    pairs = [(row, _ours(row["domain"], ours), _ours(choose(row["text"]), ours)) for row in rows]
    f1 = {name: _f1(name, pairs) for name in (*sorted(ours), NONE) if _asked(name, pairs)}
    wrong = Counter(
        ("+".join(sorted(want)), "+".join(sorted(said)))
        for _, want, said in pairs
        if not want & said
    )
    return Report(
        n=len(rows),
        accuracy=_accuracy(pairs),
        macro_f1=sum(f1.values()) / max(1, len(f1)),
        f1=f1,
        languages=_by(pairs, _tag),
        sources=_by(pairs, lambda row: str(row.get("source", ""))),
        sent=sum(len(said - {NONE}) for _, _, said in pairs) / max(1, len(pairs)),
        confusions=[(*pair, n) for pair, n in wrong.most_common(20)],
    )


Pair = tuple[Mapping[str, Any], frozenset[str], frozenset[str]]


def _ours(domains: Sequence[str], ours: frozenset[str]) -> frozenset[str]:
    return frozenset(domains) & ours or frozenset((NONE,))


def _tag(row: Mapping[str, Any]) -> str:
    return f"{row['lang']}-{row['script']}"


def _asked(name: str, pairs: Sequence[Pair]) -> bool:
    return any(name in want for _, want, _ in pairs)


def _accuracy(pairs: Sequence[Pair]) -> float:
    return sum(bool(want & said) for _, want, said in pairs) / max(1, len(pairs))


def _f1(name: str, pairs: Sequence[Pair]) -> float:
    """A question of two domains is missed only when neither was chosen."""
    right = sum(name in want & said for _, want, said in pairs)
    false = sum(name in said - want for _, want, said in pairs)
    missed = sum(name in want and not want & said for _, want, said in pairs)
    return 2 * right / max(1, 2 * right + false + missed)


def _by(pairs: Sequence[Pair], name: Callable[[Mapping[str, Any]], str]) -> dict[str, Share]:
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(name(pair[0]), []).append(pair)
    return {key: Share(len(group), _accuracy(group)) for key, group in sorted(groups.items())}

"""A command as it came, with what answering it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nakshatra.catalogue import Catalogue
from nakshatra.ports import Store
from nakshatra.settings import Settings
from nakshatra.types import Answer, Button, Kind, Lang, Message, Profile


@dataclass(frozen=True, slots=True)
class Asked:
    message: Message
    words: tuple[str, ...]
    """What follows the command's name."""

    store: Store
    catalogue: Catalogue
    lang: Lang
    settings: Settings

    @property
    def word(self) -> str:
        return self.words[0] if self.words else ""

    def phrase(self, key: str, **values: str) -> str:
        return self.catalogue.phrase(key, self.lang.code).format(**values)

    def say(self, key: str, *buttons: Button) -> Answer:
        return self.tell(self.phrase(key), *buttons)

    def tell(self, text: str, *buttons: Button) -> Answer:
        return Answer(
            expert="", text=text, lang=self.lang, confidence=1.0, kind=Kind.NOTICE, buttons=buttons
        )

    def button(self, key: str, command: str) -> Button:
        return Button(self.phrase(key), command)

    async def profile(self) -> Profile:
        return await self.store.profile(self.message.address)

    async def change(self, **values: Any) -> None:
        address = self.message.address
        await self.store.change_profile(address, lambda before: replace(before, **values))

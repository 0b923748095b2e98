"""Which business accounts let us answer in their stead. Asked of Telegram when nobody told us."""

from __future__ import annotations

from collections import OrderedDict

import telegram as tg

from nakshatra.channels.telegram.faults import ours
from nakshatra.errors import Blocked

_KNOWN = 1000


class Connections:
    def __init__(self, bot: tg.Bot) -> None:
        self._bot = bot
        self._may: OrderedDict[str, bool] = OrderedDict()

    def told(self, connection: tg.BusinessConnection) -> None:
        """The owner of the account connected us, changed our rights, or switched us off."""
        rights = connection.rights
        self._may[connection.id] = bool(connection.is_enabled and rights and rights.can_reply)
        if len(self._may) > _KNOWN:
            self._may.popitem(last=False)

    def is_off(self, id: str) -> bool:
        """Whether we know that we may not answer."""
        return self._may.get(id) is False

    async def check(self, id: str) -> None:
        """Raise `Blocked` when we may not answer there."""
        if id and id not in self._may:
            with ours("business"):
                self.told(await self._bot.get_business_connection(id))
        if self.is_off(id):
            raise Blocked("the owner of the business account does not let us answer")

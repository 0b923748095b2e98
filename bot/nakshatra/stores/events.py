"""What happened to a person or a chat -> their rows. Each works in a transaction of another's, and
may be done twice: platforms tell things twice.
"""

from __future__ import annotations

import sqlalchemy as sa

from nakshatra.stores.schema import feedback, letters, lines, profiles, turns


def moved(connection: sa.Connection, old: str, new: str) -> None:
    """All that was the old owner's is the new one's; what the new one has chosen stays."""
    for table in (turns, lines, letters):
        connection.execute(table.update().where(table.c.owner == old).values(owner=new))
    judged = sa.select(feedback.c.message).where(feedback.c.owner == new)
    mine = feedback.c.owner == old
    connection.execute(feedback.delete().where(mine, feedback.c.message.in_(judged)))
    connection.execute(feedback.update().where(mine).values(owner=new))
    chosen = connection.scalar(sa.select(profiles.c.owner).where(profiles.c.owner == new))
    old_profile = profiles.c.owner == old
    if chosen is None:
        connection.execute(profiles.update().where(old_profile).values(owner=new))
    else:
        connection.execute(profiles.delete().where(old_profile))


def answered(connection: sa.Connection, owner: str, platform_id: str) -> str:
    """The key of the message whose answer has this id on the platform; "" = we know none."""
    rows = connection.execute(
        sa.select(turns.c.key, turns.c.platform_id).where(turns.c.owner == owner)
    )
    return next((key for key, ids in rows if platform_id in ids.split()), "")


def answers(connection: sa.Connection, owner: str, keys: list[str]) -> str:
    """The platform's ids of the newest answer to one of these; "" = there is none."""
    mine = (turns.c.owner == owner, turns.c.key.in_(keys), turns.c.platform_id != "")
    newest = sa.select(turns.c.platform_id).where(*mine).order_by(turns.c.serial.desc())
    return connection.scalar(newest.limit(1)) or ""

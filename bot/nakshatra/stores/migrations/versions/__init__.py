"""One step a file; the newest is `migrate.NEWEST`."""

"""How the history store's schema grew, as Alembic runs it: `readiness history upgrade`."""

"""Alembic's entry: runs on the connection that `qualcoop.study.migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from qualcoop.study.schema import metadata

connection = context.config.attributes["connection"]
# The caller's transaction holds all of it: a migration that fails leaves the study as it was.
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True, render_as_batch=True)
context.run_migrations()

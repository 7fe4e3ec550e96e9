"""Alembic migrations of the study's schema; `versions/` holds one module per revision, oldest first."""

"""``python -m qualcoop``: the same as the command ``qualcoop``."""

from qualcoop.cli import main

main()

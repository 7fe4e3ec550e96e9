"""What the page remembers on this machine: recent studies, their last port, the token. Nothing of a study's content."""

from __future__ import annotations

import json
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MOST = 12


def config_folder() -> Path:
    """The platform's folder for a user's settings; ``QUALCOOP_CONFIG`` goes before it."""
    asked = os.environ.get("QUALCOOP_CONFIG")
    if asked:
        return Path(asked)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "qualcoop"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "qualcoop"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "qualcoop"


class Recent:
    """The list of recent studies, newest first, in ``recent.json``.

    A folder that cannot be written or a list that cannot be read is no reason to stop: the list is empty then.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or config_folder()
        self.file = self.folder / "recent.json"

    def entries(self) -> list[dict[str, Any]]:
        """``path``, ``name``, ``port`` of each."""
        try:
            found = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        listed = found if isinstance(found, list) else []
        return [each for each in listed if isinstance(each, dict) and isinstance(each.get("path"), str)]

    def shown(self) -> list[dict[str, Any]]:
        """For the first screen: path, name, folder, and whether it is still there."""
        return [
            {
                "path": each["path"],
                "name": str(each.get("name") or Path(each["path"]).stem),
                "file": Path(each["path"]).name,
                "folder": str(Path(each["path"]).parent),
                "exists": "://" in each["path"] or Path(each["path"]).is_file(),
            }
            for each in self.entries()
        ]

    def remember(self, path: str, name: str, port: int | None = None) -> None:
        """Put a study first in the list, once."""
        old = next((each for each in self.entries() if each["path"] == path), {})
        first = {"path": path, "name": name, "port": port or old.get("port")}
        self._write([first, *(each for each in self.entries() if each["path"] != path)][:MOST])

    def forget(self, path: str) -> None:
        """Take a study out of the list; the study itself stays."""
        self._write([each for each in self.entries() if each["path"] != path])

    def port_of(self, path: str | None) -> int:
        """The port that the study was served at last time; 0 where none is known."""
        port = next((each.get("port") for each in self.entries() if each["path"] == path), None)
        return port if isinstance(port, int) and 1024 <= port <= 65535 else 0

    def token(self, new: bool = False) -> str:
        """The token, kept between runs so that a page left open finds its server again; readable by its owner alone."""
        file = self.folder / "token"
        if not new:
            with suppress(OSError, ValueError):
                kept = file.read_text(encoding="ascii").strip()
                if len(kept) >= 32 and kept.isalnum():
                    return kept
        made = secrets.token_hex(24)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
                out.write(made)
        return made

    def _write(self, entries: list[dict[str, Any]]) -> None:
        beside = self.file.with_suffix(".new")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
            beside.replace(self.file)

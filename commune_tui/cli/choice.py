"""Which account a command is about: its profile, its settings, its key, the way to its server."""

from __future__ import annotations

import getpass
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from commune_tui.config import Chosen, Settings
from commune_tui.credentials import Credential
from commune_tui.network import Network


@dataclass(frozen=True, slots=True)
class Choice:
    """What the words, the environment and the files chose. ``credential`` is ``None`` before there is a key."""

    settings_file: Path
    settings: Settings
    chosen: Chosen
    credential: Credential | None
    network: Network

    @property
    def profile(self) -> str:
        return self.chosen.profile.name

    @property
    def base_url(self) -> str:
        return self.chosen.profile.base_url

    @property
    def operator(self) -> str:
        """The name that threads are assigned to: the profile's, else the login name."""
        if self.chosen.profile.operator:
            return self.chosen.profile.operator
        with suppress(OSError, KeyError, ImportError):
            return getpass.getuser()
        return ""

"""What stands behind the setup screen: checks a key with the server, registers an agent, keeps either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui import credentials, paths
from commune_tui.cli import accounts
from commune_tui.cli.choice import Choice
from commune_tui.cli.ending import explain
from commune_tui.cli.keys import describe
from commune_tui.cli.terminal import theme_of
from commune_tui.credentials import Credential, CredentialError
from commune_tui.network import Network
from commune_tui.start.play import play
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.ui.setup.screen import Answer, NewAgent


def ask(choice: Choice) -> str:
    """Show the setup screen: ``open`` when there is a key now, ``demo``, or ``leave``."""
    from commune_tui.ui.setup.app import SetupApp
    from commune_tui.ui.setup.screen import LEAVE

    app = SetupApp(
        Keeping(choice.profile, choice.base_url, choice.network),
        light=theme_of(choice.settings).theme == "light",
        ascii_signs=choice.settings.ascii,
    )
    status = play(app, mouse=choice.settings.mouse)
    if status:
        raise SystemExit(status)
    return app.return_value or LEAVE


class Keeping:
    """Checks and keeps for one profile on one server."""

    def __init__(self, profile: str, base_url: str, network: Network) -> None:
        self.profile, self.base_url, self.network = profile, base_url, network

    @property
    def headline(self) -> str:
        return f"There is no key for profile {self.profile} on {self.base_url} yet."

    @property
    def place(self) -> str:
        return paths.short(str(credentials.key_file(self.profile)))

    async def take_key(self, key: str) -> Answer:
        """Kept only when the server knows it."""
        from commune_tui.cli.server import whose
        from commune_tui.ui.setup.screen import Answer

        try:
            credential = Credential("what was typed", base_url=self.base_url, key=key)
            found = await whose(self.base_url, credential, self.network)
            kept = credentials.keep(self.profile, credential)
            accounts.remember(self.base_url, kept, found.org, found.name)
        except TimeoutError:
            return Answer(False, f"{self.base_url} did not answer in time. Nothing was kept; try again.")
        except Exception as error:
            return Answer(False, f"{explain(error)[1].rstrip('.')}. Nothing was kept.")
        return Answer(True, f"{describe(found)} It is kept in {paths.short(kept.place)}.")

    async def register(self, agent: NewAgent) -> Answer:
        """The private key is made here, kept here, and shown nowhere."""
        from commune_tui.ui.setup.screen import Answer

        try:
            return await self._register(agent)
        except Exception as error:
            return Answer(False, f"{explain(error)[1].rstrip('.')}. Nothing was kept.")

    async def _register(self, agent: NewAgent) -> Answer:
        from commune_tui.api import Commune
        from commune_tui.api.auth import Secret
        from commune_tui.api.retry import RetryPolicy
        from commune_tui.cli.server import pem_of
        from commune_tui.ui.setup.screen import Answer

        if credentials.in_file(self.profile) is not None:
            raise CredentialError(f"Profile {self.profile} has a key already.")
        async with Commune.anonymous(self.base_url, retry=RetryPolicy(attempts=1), network=self.network) as client:
            made = await client.registration.join(
                agent_name=agent.agent_name,
                org_name=agent.org_name,
                org_slug=agent.org_slug,
                purpose=agent.purpose or None,
            )
        private = pem_of(made.key, Secret(agent.passphrase) if agent.passphrase else None)
        credential = Credential(
            "the new agent", base_url=self.base_url, agent_id=made.key.agent_id, private_key=private, form=made.key.form
        )
        kept = credentials.keep(self.profile, credential)
        accounts.remember(self.base_url, kept, made.identity.org_id or "", agent.org_name)
        address = f" Its address is {one_line(made.identity.inbox_email)}." if made.identity.inbox_email else ""
        return Answer(
            True,
            f"Registered as {one_line(made.key.agent_id)}.{address} Its key is kept in {paths.short(kept.place)}.",
        )

"""The Commune HTTP API, typed and async. Knows no disk and no screen.

``from commune_tui.api import Commune``. Failures are in :mod:`.errors`, answers in :mod:`.models`, webhook signatures
in :mod:`.webhooks`.
"""

from .auth import AgentKey, ApiKey, Secret, SigningKey
from .client import Commune
from .errors import CommuneError
from .events import LiveEvent, StreamPolicy
from .exchange import Timing
from .messages import new_key
from .page import Listing, Page
from .rate import RateLimits
from .retry import RetryPolicy

__all__ = [
    "AgentKey",
    "ApiKey",
    "Commune",
    "CommuneError",
    "Listing",
    "LiveEvent",
    "Page",
    "RateLimits",
    "RetryPolicy",
    "Secret",
    "SigningKey",
    "StreamPolicy",
    "Timing",
    "new_key",
]

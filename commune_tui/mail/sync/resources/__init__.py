"""The endpoints from which the copy is made, one file each: what to ask, when, and how the answer becomes rows.

Every file that stands here is asked. In which order is said by their urgencies alone.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from commune_tui.mail.sync.endpoint import Endpoint

ENDPOINTS: Final[tuple[Endpoint, ...]] = tuple(
    import_module(f"{__name__}.{found.name}").ENDPOINT for found in iter_modules(__path__)
)

"""The forms a sandbox can take, by name."""

from __future__ import annotations

from commune_tui.sandbox.form import Form
from commune_tui.sandbox.routes import OPERATIONS
from commune_tui.sandbox.vendor import VENDOR

STRICT = Form("strict", "keeps to the published documents; serves every generation of the official clients", OPERATIONS)
FORMS = {form.name: form for form in (STRICT, VENDOR)}

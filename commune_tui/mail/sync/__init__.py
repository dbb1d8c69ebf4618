"""Bringing the server's mail here and keeping it true.

:mod:`.plan` decides, purely, what to ask next from what is known (:mod:`.known`), what is on the screen and how much
may be asked (:mod:`.budget`); each endpoint in :mod:`.resources` asks and writes; :mod:`.loop` joins them;
:mod:`.connection_status` and :mod:`.health` say how the server stands. The order is always: what is on the screen, new
mail everywhere, triage, history.
"""

"""How a conversation reads: pure pieces and lines. The widget that draws them is in :mod:`commune_tui.ui.widgets`."""

"""Widgets that know no mail."""

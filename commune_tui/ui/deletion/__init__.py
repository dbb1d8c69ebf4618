"""Deleting data."""

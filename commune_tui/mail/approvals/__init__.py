"""The operators' side of a gate: what agents ask to send, and what people decide."""

"""The receiver of webhooks for developers."""

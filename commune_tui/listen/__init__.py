"""A receiver of webhooks for whoever writes an agent: takes them on this machine, checks, tells, keeps, passes on."""

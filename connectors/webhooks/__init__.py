"""Webhooks out: other systems are told what happens, signed, through the outbox."""

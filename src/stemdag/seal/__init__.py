"""Sealing: bytes in, bytes out. `close` (public keys) and `open` (private keys) stand apart."""

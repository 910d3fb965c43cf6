"""The local page: sign in, decide, look back; server-rendered, on loopback only."""

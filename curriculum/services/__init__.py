"""Writes of the curriculum: the gate, sign-offs, editions, renderings and releases."""

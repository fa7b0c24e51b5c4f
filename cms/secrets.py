"""Secrets that the installation makes for itself, kept in DATA_DIR with owner-only permissions."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def kept_bytes(path: Path, size: int) -> bytes:
    """Read the secret at `path`, or make `size` random bytes there first.

    Safe when several processes start at once: the file appears whole (by link) or not at all, and the first one wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent) as new:
            new.write(secrets.token_bytes(size))
            new.flush()
            os.fsync(new.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(new.name, path)
    return path.read_bytes()


def secret_key(path: Path) -> str:
    """Django's SECRET_KEY for this installation."""
    return kept_bytes(path, 48).hex()

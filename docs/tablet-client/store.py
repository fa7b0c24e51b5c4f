"""What a tablet keeps, in one directory. Every file appears whole or not at all, and is on the disk before anything names it."""

import hashlib
import json
import os
from pathlib import Path


class Store:
    """device.json · pointer.json · active/<language>.json · blobs/<sha256> · outbox/ · done/ · locked/"""

    def __init__(self, directory: str):
        self.root = Path(directory)
        for name in ("", "active", "blobs", "outbox", "done", "locked"):
            (self.root / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self.root.rglob("*.tmp"):  # a write that a kill or power cut stopped; nothing names it
            left.unlink()

    def write(self, name: str, data: bytes) -> None:
        """Write beside, flush, rename, flush the directory: after a cut there is the old file or the new one."""
        path = self.root / name
        new = path.with_name(f"{path.name}.tmp")
        with open(new, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
        self.settle(path.parent)

    def settle(self, directory: Path) -> None:
        """Make the names in a directory durable."""
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def write_json(self, name: str, value) -> None:
        self.write(name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode())

    def read_json(self, name: str, default=None):
        path = self.root / name
        return json.loads(path.read_bytes()) if path.exists() else default

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def names(self, folder: str) -> list[str]:
        return sorted(path.name for path in (self.root / folder).iterdir())

    # Bytes under their own address.

    def has(self, sha: str) -> bool:
        return (self.root / "blobs" / sha).exists()

    def put(self, sha: str, data: bytes) -> None:
        """Keep bytes, if they are what their address says."""
        if hashlib.sha256(data).hexdigest() != sha:
            raise ValueError(f"bytes do not match their address {sha[:12]}")
        if not self.has(sha):
            self.write(f"blobs/{sha}", data)

    def blob(self, sha: str) -> dict:
        return json.loads((self.root / "blobs" / sha).read_bytes())

    def sweep(self, keep: set[str]) -> None:
        """Drop bytes that nothing active names any more."""
        for name in self.names("blobs"):
            if name.removesuffix(".part") not in keep:
                self.remove(f"blobs/{name}")

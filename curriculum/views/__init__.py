"""Pages of this room: what readers see, and where clinicians sign."""

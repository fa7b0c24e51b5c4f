"""What `make bench` measures, in parts: made-up content, bytes on the wire, processor time, and the table."""

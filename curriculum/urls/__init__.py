"""Doors of this room: for readers (`localized`), for machines (`plain`), for clinicians in the admin (`review`)."""

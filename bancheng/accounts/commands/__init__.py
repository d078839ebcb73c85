"""Acts: signing on and off, and keeping persons and staff."""

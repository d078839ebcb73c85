"""A city of one's own as a folder of documents: `scaffold` writes one to begin with, `loading` checks and loads it."""

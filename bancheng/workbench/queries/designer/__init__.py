"""The journey designer's pages: forms made from the schemas of rulebooks, what a change means, what it touches."""

"""The public pages: parse, one command or query, answer."""

"""Synthetic people, made from a seed. Needs no Django: the demo's department systems make the same people.

Nobody here exists: areas 4499, 4498 and 2999 are no administrative division, and the telephone range 154 was
never given to an operator.
"""

"""Department systems of the demo city, as one process of their own, asked over HTTP.

They know nothing of the platform but its signature. They can be stopped, slowed and broken on purpose.
"""

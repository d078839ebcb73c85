"""The demo city 善美市: its data, and the processes that stand for systems outside the platform."""

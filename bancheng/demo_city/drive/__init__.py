"""Traffic: synthetic people and named officers do whole things through the same commands as the pages.

Nobody here has a right that the pages would not give: people act as themselves, officers in their own posts.
"""

from bancheng.demo_city.drive.running import Report, drive

__all__ = ["Report", "drive"]

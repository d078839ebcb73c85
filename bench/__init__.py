"""Where the figures of the README come from: `python -m bench` (ratios, interleaved medians, one run)."""

"""Speed, shown as figures and ratios of one run: ``make bench`` or ``python -m benchmarks [NAME…]``."""

"""Nakshatra: small experts answer people in India in their own language."""

import os

# numpy's products are small here: a second thread waits longer for the first than it works.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""The road as a durable workflow: the only place that retries, the only place that sends.

Read road.py, then turn.py, then deliver.py.
"""

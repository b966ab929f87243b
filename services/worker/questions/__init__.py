"""What the api may ask a worker: one file a question."""

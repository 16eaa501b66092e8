"""Floor 3: the same screening in partitions, one after another or on a Dask cluster, for data larger than memory."""

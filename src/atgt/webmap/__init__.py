"""Floor 3: the map, drawn with what is installed on this machine and nothing else."""

"""Other people's coding, in and out. Our words and theirs meet here and nowhere else."""

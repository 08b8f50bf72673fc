"""Reading which model update answers which case."""

"""What the rows of an experiment say, judged by the experiment's own criteria."""

"""What is said about a run: the sentence of the verdict, the explanation, and numbers short enough to read."""

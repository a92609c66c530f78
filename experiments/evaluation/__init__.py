"""The evaluation of a policy, simulated: what an evaluator would have concluded, against the truth."""

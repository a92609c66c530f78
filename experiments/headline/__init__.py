"""The headline study: small tables and figures of `experiments/definitions/headline.toml`, kept in results/headline."""

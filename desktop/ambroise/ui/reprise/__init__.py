"""Come from another software, and leave with everything."""

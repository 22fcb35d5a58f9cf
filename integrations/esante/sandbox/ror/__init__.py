"""The ROR, simulated: a token endpoint and a search of offers of care."""

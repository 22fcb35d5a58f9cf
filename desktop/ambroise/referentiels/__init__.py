"""The ports of reference data, implemented with the open national files."""

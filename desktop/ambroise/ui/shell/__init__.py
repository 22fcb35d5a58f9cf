"""The frame around every screen: rail, top bar, patient banner, palette, lock."""

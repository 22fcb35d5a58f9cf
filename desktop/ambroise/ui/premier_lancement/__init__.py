"""The first launch: three questions on one page, the defaults already safe."""

"""The main job of the product, played step by step and verified from the outside."""

"""Document archives on media: IHE_XDM.ZIP, carried by secure mail."""

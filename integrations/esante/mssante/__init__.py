"""MSSanté secure mail: compose, submit, fetch (Référentiel socle MSSanté #2, « Clients », API LPS)."""

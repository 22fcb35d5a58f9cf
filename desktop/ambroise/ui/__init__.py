"""The Qt interface: shared shell first, then one folder a screen.

How to write a screen
=====================

1. One folder a screen (``ui/envois/``), its main module holds a :class:`ambroise.ui.screen.Screen`::

    class EnvoisScreen(Screen):
        key, title = "envois", "Envois"
        commands = (Command("envois.retry", "Réessayer", "refresh-cw", "Ctrl+R", scope="envois"),)

        def __init__(self, context: Context, services: EnvoisServices) -> None:
            super().__init__(context)
            self._services = services          # a Protocol in the folder's ports.py, implemented by bootstrap
            self.put(self._build())            # what fills the screen
            self.put_foot(0, Button.of(self.actions_["envois.retry"], "primary"))

        def enter(self, argument: object = None) -> None:
            self.run(lambda task: self._services.list_envois(), self._show, title="Envois")

2. The GUI thread only draws. Everything else goes through ``self.run(work, on_success, queue=…)``:
   ``DATABASE`` (one worker, in order), ``reader_queue(name)``, ``NETWORK`` (four), ``PRINTING``. ``work``
   receives a Task (``task.check()``, ``task.report(0.4, "Envoi")``) and closes over values, never over
   widgets. Errors without ``on_error`` become a banner of the screen through ``errors.explain``.
3. Widgets come from ``ui/widgets``: ``layouts`` (label, frame, row, column, fill, panel_head), ``buttons``
   (Button, IconButton, FilterButton), ``chips`` (Chip, KeyCap, Line, IconLabel), ``rows`` + ``tables``
   (RowsModel, Column, Cell, DataTable), ``lists`` (SectionList, TwoLine, Heading), ``entry`` (Entry),
   ``columns`` (Columns), ``alert_card``, ``segmented``, ``banners``, ``empty``, ``curve``, ``forms``.
   Colours, sizes and fonts come only from ``tokens`` and ``fonts``; a painter asks ``current_tokens()``,
   so dark needs nothing.
4. Every command is a ``Command``; bare letters and digits act only when no text field has the focus.
   Ctrl+Return is the primary action of each screen (scope = the screen's key).
5. Every focusable control has an accessible name (``Form.add``, ``IconButton`` and ``Button`` set it).
   ``tests/ui/accessibility.assert_accessible(window)`` must pass for the screen, in light and dark,
   at 100 % and 150 %; every model passes ``qtmodeltester``.
6. Register the screen in ``ui/application.py`` by a factory: it is built when first shown.

Words are French, with their typography (``ui/words.py``: dates, ages, plurals, U+00A0 and U+202F).
"""

"""Virtual Vitale and CPS cards, their readers inside the process or behind the real PC/SC daemon."""

"""The lecture's topics as a map."""

from components.ui.frame.home import home_screen

home_screen()

"""Figures of the embedded default, one module a figure: `sovang bench`. They measure and print, and judge nothing."""

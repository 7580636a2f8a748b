"""Loads a wholesaler's file of invoice lines through the door that dealers use."""

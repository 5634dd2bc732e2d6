"""The parts of the workbook of visitors: each sheet has a module of its own."""

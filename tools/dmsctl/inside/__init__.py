"""Small scripts that run inside the virtual environment, not on the bare Python."""

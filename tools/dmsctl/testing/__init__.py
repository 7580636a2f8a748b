"""Running every test there is, in two lanes, and counting what came out."""

"""Makes a demo brand: a liquor and beverage company with a year of business."""

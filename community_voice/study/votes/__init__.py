"""Common ground: what people who vote differently agree on, as staff see it."""

"""Programs that show the library at work; nothing in the library knows them."""

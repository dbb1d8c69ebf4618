"""What commands do, a file for each kind of act: parts of the screens that answer them."""

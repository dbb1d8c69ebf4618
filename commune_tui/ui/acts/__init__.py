"""What commands do, a file for each kind of act: mixed into the screens that answer them."""

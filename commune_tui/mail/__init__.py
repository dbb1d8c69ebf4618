"""What an inbox client does: joins the API and the store; knows no screen."""

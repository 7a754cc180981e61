"""What enterprises say of the service they got (好差评), and what is done about bad ratings."""

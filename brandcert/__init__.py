"""brandcert: the Jilin Premium brand programme, from application to verified certificate."""

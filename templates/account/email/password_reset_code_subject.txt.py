BBBB BBBB gettext(u'Your code for choosing a new password') 
